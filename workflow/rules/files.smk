"""What the rules of every stage use: digests, requests, the user's own data."""

PAGES = {page.target: page for plan in PLANS.values() for page in plan.pages()}


def page_of(target):
    """What a target adds to the page of results; nothing where it shows nothing."""
    return [f"results/pages/{target}.json"] if PAGES[target].files else []


def drawn_in(target):
    """All files of the figures that a target shows."""
    return [file for figure in PAGES[target].figures for file in figure.files.values()]


def models(path):
    """A file of trained models; one that goes when nothing needs it, if models are not kept."""
    return path if config["keep_models"] else temp(path)


def code(script, *modules):
    """Digest of a script, of modules that it loads by name, and of all they reach, for `params`."""
    return code_digest(ROOT / "workflow/scripts" / f"{script}.py", *modules)


def published(study):
    """Digest of what was published for a study: neither its place nor its date counts."""
    return content_digest(sorted((ROOT / "resources/published" / study).glob("*.csv")))


@cache
def own_files(name):
    """The files that a dataset of the user's is read from, and of which kind they are."""
    dataset = DATASETS[name]
    return list_files(dataset.path, dataset.classes, dataset.in_use, dataset.asked)


def check_own_data():
    """Tell what is missing of the user's own data, and what does not go with it, before any job."""
    missing = []
    for name, dataset in DATASETS.items():
        try:
            if dataset.is_own:
                lines = unfit(dataset.asked, own_files(name))
                missing += [f"datasets.{name}: {line}" for line in lines]
            elif dataset.path and not Path(f"{RESULTS}/data/{name}.safetensors").exists():
                list_named(dataset.path, CATALOG[name].files)
        except DataError as error:
            told = f"datasets.{name}.path: {error}"
            if not dataset.sources:
                missing.append(told)
            else:
                logger.warning(f"{told}\nThe sources of {name} are tried in its place.")
    if missing:
        raise WorkflowError("\n".join(missing))


def own_data_digest(wildcards):
    """Digest of the user's own dataset; nothing for one of the catalog, which has its sums."""
    if not DATASETS[wildcards.dataset].is_own:
        return None
    listed = own_files(wildcards.dataset).files
    return readable_digest((file.name, file.path) for file in listed)


def reading_of(wildcards):
    """What decides how a dataset is read, beside its files and classes."""
    name = wildcards.dataset
    if DATASETS[name].is_own:
        usual = GREY if own_files(name).kind == "pictures" else None
    else:
        usual = CHANNELS if CATALOG[name].in_colour else None
    return DATASETS[name].asked.reading(usual)


def split_of(wildcards):
    """What decides which samples are kept for the test; nothing where the data say it themselves."""
    name = wildcards.dataset
    known = CATALOG[name] if name in CATALOG else own_files(name)
    if known.is_split:
        return None
    return {"seed": config["seed"], "fraction": DATASETS[name].asked.fraction}


def readable_digest(files):
    """Digest named files, or an error that names the one that cannot be read."""
    try:
        return named_digest(files)
    except OSError as error:
        raise WorkflowError(f"{error.filename}: {error.strerror}; make it readable") from None


def growing(first):
    """A request of memory (MB) or time (minutes) that every retry of a job raises."""
    return lambda wildcards, attempt: first * attempt


def data_files(datasets):
    """Images of datasets."""
    return [f"results/data/{dataset}.safetensors" for dataset in datasets]


def figure_files(study, target=""):
    """All files of the figures of a target that the config has the models and sweeps for."""
    plan = PLANS[study]
    return [
        file
        for figure in plan.figures()
        if figure.target == target and not figure.lacks
        for file in plan.study.figure_files(figure.number).values()
    ]


def audit_files(study):
    """Both files of the audit of a study."""
    return list(PLANS[study].study.audit_files().values())


def reading(sources):
    """How the tables of a figure or an audit are read."""
    return {name: source.reading for name, source in sources.items()}


def tables_of(made):
    """The tables of a figure or an audit, or an error that says what the config lacks for it."""

    def tables(wildcards):
        if made.lacks:
            raise WorkflowError(f"the config lacks {made.lacks}; this is made from it")
        return {name: list(source.files) for name, source in made.reads.items()}

    return tables
