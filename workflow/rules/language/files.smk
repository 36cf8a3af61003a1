"""Digests of the user's own model and corpus."""

from taskcomplexity.studies.language.listing import split_files


def own_folder_digest(source):
    """Digest of a local folder that the config names; nothing for what is fetched."""
    folder = Path(source)
    return readable_digest(folder_files(folder)) if folder.is_dir() else None


def own_corpus_digest(source):
    """Digest of the files of a local folder that a corpus is read from."""
    folder = Path(source)
    if not folder.is_dir():
        return None
    listed = [path for paths in split_files(folder).values() for path in paths]
    return readable_digest((path.name, path) for path in listed)
