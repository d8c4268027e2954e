# Figures
command-stats = figures: questions, answers, ratings
command-export = questions and figures as .xlsx
stats-help = /stats — figures of 30 days (<code>/stats 7</code> — of a week), /export — the same with every question as .xlsx
stats-nothing = { $days ->
    [one] No questions in { $days } day.
   *[other] No questions in { $days } days.
}
stats-answered = answered
stats-not-answered = not answered
stats-median = usually
stats-slow = 95 of 100 are faster
stats-up = useful
stats-down = not
stats-chart-questions = Questions a day
stats-chart-share = Share answered
stats-chart-time = Seconds to the answer
stats-chart-thumbs = Ratings
stats-summary = <b>{ $days ->
    [one] { $days } day
   *[other] { $days } days
}</b>
    Questions: { $asked }, answered { $answered } ({ $share } %), 👍 { $up } 👎 { $down }
stats-most-asked = <b>Asked most</b>
stats-worst-rated = <b>Rated worst</b>
stats-most-cited = <b>Cited most</b>
stats-people = <b>People</b>
stats-groups = <b>Groups</b>
stats-line = { $n } · { $what }
stats-more = Every question: /export
stats-sheet-questions = Questions
stats-sheet-days = By day
stats-sheet-asked = Asked most
stats-sheet-rated = Rated worst
stats-sheet-cited = Documents
stats-sheet-people = People
stats-sheet-groups = Groups
stats-columns-questions = Time (UTC)|Who|id|Group|The question as it was understood|Answered|Confidence|Seconds to answer|Useful|Not|Documents that were quoted
stats-columns-days = Day|Questions|Answered|Declined|Seconds, median|Seconds, 95 %|Useful|Not
stats-columns-asked = The question as it was understood|Times
stats-columns-rated = The question as it was understood|Not|Useful
stats-columns-cited = The document that was quoted|Answers
stats-columns-people = Who|id|Questions
stats-columns-groups = Group|id|Questions
act-export = exported the questions
