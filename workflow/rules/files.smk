"""Which files the config asks for: names of outputs and inputs, for the rules of every stage."""

TITLES = {name: dataset.title for name, dataset in PLAN.datasets.items()}
CLASSES = {name: list(dataset.classes) for name, dataset in PLAN.datasets.items()}


COMPLEXITY_NEEDS = (
    "sweeps of probes.prune and probes.randomize over the pairs, with kept: 1 and kind "
    f"{PLAN.randomization}"
)
PUBLISHED = sorted((ROOT / "resources/published").glob("*.csv"))


def code(script):
    """Digest of a script and of the package modules it reaches, for `params`."""
    return code_digest(ROOT / "workflow/scripts" / f"{script}.py")


@cache
def own_files(name):
    """The files that a dataset of the user's is read from."""
    dataset = PLAN.datasets[name]
    return list_files(dataset.path, dataset.classes, dataset.in_use).files


def check_own_data():
    """Tell what is missing of the user's own data, before any job."""
    missing = []
    for name, dataset in PLAN.datasets.items():
        try:
            if dataset.is_own:
                own_files(name)
            elif dataset.path and not Path(f"results/data/{name}.safetensors").exists():
                list_idx(dataset.path)
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
    if not PLAN.datasets[wildcards.dataset].is_own:
        return None
    listed = own_files(wildcards.dataset)
    return readable_digest((file.name, file.path) for file in listed)


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


def readable_digest(files):
    """Digest named files, or an error that names the one that cannot be read."""
    try:
        return named_digest(files)
    except OSError as error:
        raise WorkflowError(f"{error.filename}: {error.strerror}; make it readable") from None


def growing(first):
    """A request of memory (MB) or time (minutes) that every retry of a job raises."""
    return lambda wildcards, attempt: first * attempt


def data_files():
    """Images of every dataset."""
    return [f"results/data/{dataset}.safetensors" for dataset in PLAN.datasets]


def distance_tables():
    """Distances of every dataset."""
    return [f"results/distances/{dataset}.parquet" for dataset in PLAN.datasets]


def weights_file(dataset, models):
    """The weights of a trained block."""
    return f"results/models/{dataset}/{models}.safetensors"


def trained_files():
    """Weights and history of every trained block."""
    return [
        file
        for dataset in PLAN.datasets
        for group, hidden in PLAN.trained_widths()
        for models in PLAN.trained(dataset, group, hidden)
        for file in (
            weights_file(dataset, models),
            f"results/training/{dataset}/{models}.parquet",
        )
    ]


def spread_tables():
    """Spread of the weights of the tasks of every dataset."""
    return [f"results/training/{dataset}_weights.parquet" for dataset in PLAN.datasets]


def distances_for_auto(wildcards):
    """The distances that a task on `auto` is chosen by."""
    if PLAN.classes_of(wildcards.dataset, wildcards.task) == "auto":
        return [f"results/distances/{wildcards.dataset}.parquet"]
    return []


def probe_tables(probe, group, hidden, datasets=None):
    """Tables of a probe over the `tasks` or the `pairs`; none where the config has no sweep."""
    return [
        f"results/probes/{probe}/{dataset}/{models}.parquet"
        for dataset in datasets or PLAN.datasets
        for models in PLAN.probed(probe, group, hidden)
    ]


def all_probe_tables():
    """Every table of every sweep in the config, drawn in a figure or not."""
    return [
        table
        for probe in config["probes"]
        for group, hidden in PLAN.trained_widths()
        for table in probe_tables(probe, group, hidden)
    ]


def probed_weights(wildcards):
    """The weights that a table of a probe is measured on."""
    blocks = PLAN.probed_blocks(wildcards.dataset, Models.parse(wildcards.models))
    return [weights_file(wildcards.dataset, block) for block in blocks]


def job_sweeps(probe):
    """The sweeps of a table of a probe, and nothing of the config that it does not use."""
    return lambda wildcards: PLAN.job_sweeps(probe, Models.parse(wildcards.models))


def complexity_tables():
    """Complexity of every dataset, where the config probes the pairs for it."""
    if not PLAN.measures_complexity():
        return []
    return [f"results/complexity/{dataset}.parquet" for dataset in PLAN.datasets]


def correlation_tables():
    """Correlations of the measures of complexity of every dataset."""
    return [table.replace(".parquet", "_correlations.parquet") for table in complexity_tables()]


def needed(tables, needs):
    """The tables, or an error that says what the config lacks for them."""
    if not tables:
        raise WorkflowError(f"the config has no {needs}; this figure is drawn from it")
    return tables


def task_tables(hidden, *probes):
    """Tables of several probes over the tasks, each of which a figure needs."""
    return [
        table
        for probe in probes
        for table in needed(
            probe_tables(probe, "tasks", hidden),
            f"sweep of probes.{probe} over the tasks with hidden: {hidden}",
        )
    ]


def figure_files():
    """All files of the figures that the config has the models and sweeps for."""
    return [
        f"results/figures/figure_{figure}.{kind}"
        for figure in PLAN.figures()
        for kind in ("pdf", "png", "parquet")
    ]


def layer_tables():
    """Tables of every probe of every layer of the language model."""
    return [
        f"results/language/{probe}/{layer}.parquet"
        for probe in LANGUAGE.probes
        for layer in LANGUAGE.layers
    ]
