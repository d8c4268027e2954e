"""What changed in a library, told shortly: `Digester(embedder).compose(changes, generation)`."""

from index.digest.digester import Digester, DigestOptions
from index.digest.values import Digest, Edit, Entry, Story

__all__ = ["Digest", "DigestOptions", "Digester", "Edit", "Entry", "Story"]
