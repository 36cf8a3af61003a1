"""What a study hands to the workflow: its tables, figures and claims, as rows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol


@dataclass(frozen=True)
class Source:
    """Tables of one kind that a figure or an audit reads.

    Attributes
    ----------
    files
        Where they lie. None, where the config does not make them.
    columns
        What they must have; other columns are not read.
    datasets
        Where each table is of one dataset and does not say which: its name.
    """

    files: tuple[str, ...]
    columns: tuple[str, ...]
    datasets: tuple[str, ...] = ()

    @property
    def reading(self) -> dict[str, list[str]]:
        """How the files are read, as a job is told it."""
        return {"columns": list(self.columns), "datasets": list(self.datasets)}


@dataclass(frozen=True)
class Figure:
    """A figure of a study.

    Attributes
    ----------
    number
        Of the figure in its paper, two digits; and what tells variants of it apart.
    shows
        What it shows, in a few words.
    module
        Where its functions stand: ``table(read, about)`` makes its source table, a data frame, of
        the tables that it reads, and ``draw(table, read, about)`` a matplotlib figure of that.
    reads
        The tables, by the names that its functions know them by.
    about
        What the functions are told of the config.
    caption
        Name of the caption's file.
    needs
        What the config must ask for, for readers.
    lacks
        What of that it does not; empty where nothing is missing.
    target
        Which target makes it, where that is not the study's own.
    """

    number: str
    shows: str
    module: str
    reads: Mapping[str, Source]
    about: Mapping[str, Any] = field(default_factory=dict)
    caption: str = ""
    needs: str = ""
    lacks: str = ""
    target: str = ""


@dataclass(frozen=True)
class Audit:
    """What holds the claims of a paper against results.

    Attributes
    ----------
    module
        Where its function stands: ``judge(tables, about, published, seed)`` gives a
        :class:`taskcomplexity.audit.report.Report` of the tables that were made.
    reads, about, lacks
        As of a figure. Tables that the config does not make are not there.
    """

    module: str
    reads: Mapping[str, Source]
    about: Mapping[str, Any] = field(default_factory=dict)
    lacks: str = ""


@dataclass(frozen=True)
class Study:
    """A study: a paper, or a question of our own.

    Its rules lie in ``workflow/rules/NAME``, its scripts in ``workflow/scripts/NAME``, its captions
    in ``workflow/report/NAME``, what was published in ``resources/published/NAME``, the schema of
    its sections in ``workflow/schemas/NAME.schema.yaml`` and what they mean in ``config/NAME.md``.

    Attributes
    ----------
    name
        Of all these, of its target and of its results.
    title
        For readers.
    first
        Whether it is of the first paper, whose results have no folder of their own.
    audit
        Name of the rule of its audit, and of its files.
    """

    name: str
    title: str
    first: bool = False
    audit: str = ""

    def figure_rule(self, number: str) -> str:
        """Return the name of the rule of a figure."""
        return f"figure_{number}" if self.first else f"{self.name}_figure_{number}"

    def figure_files(self, number: str, place: str = "") -> dict[str, str]:
        """Return the files of a figure by their kind: pdf, png and table.

        `place` is that of a variant of the config below ``results/``.
        """
        own = "" if self.first else f"{self.name}/"
        folder = f"results/{place}{own}figures"
        kinds = {"pdf": "pdf", "png": "png", "table": "parquet"}
        return {kind: f"{folder}/figure_{number}.{suffix}" for kind, suffix in kinds.items()}

    @property
    def audit_rule(self) -> str:
        """Name of the rule of its audit."""
        return self.audit or f"{self.name}_audit"

    def audit_files(self) -> dict[str, str]:
        """Return the files of its audit: table and page."""
        place = f"results/{self.audit}" if self.first else f"results/{self.name}/audit"
        return {"table": f"{place}.parquet", "page": f"{place}.html"}


@dataclass(frozen=True)
class ShownTable:
    """Tables of one kind as the page of results shows them, joined.

    Attributes
    ----------
    name
        In a word or two.
    shows
        What a row is, in a line.
    source
        The tables; without columns, all that they have.
    over, of
        Where only medians and quartiles are shown: columns that tell rows of one group apart and
        are not shown, and the numbers of which medians are.
    along
        The column that curves run along, where they can be drawn.
    linked
        Whether no row is shown, as there are too many, and only the files are named.
    """

    name: str
    shows: str
    source: Source
    over: tuple[str, ...] = ()
    of: tuple[str, ...] = ()
    along: str = ""
    linked: bool = False


def median_tables(
    sources: Mapping[str, Source],
    over: tuple[str, ...],
    rows: Iterable[tuple[str, str, str, tuple[str, ...], str]],
) -> list[ShownTable]:
    """Return tables of networks of which medians and quartiles are shown.

    Parameters
    ----------
    sources
        The tables by key.
    over
        What tells networks apart.
    rows
        Of each its key, name, what a row is of, the numbers that it has, and what curves run along.
    """
    return [
        ShownTable(
            name,
            f"A row per {row}: medians and quartiles over networks",
            sources[key],
            over,
            of,
            along,
        )
        for key, name, row, of, along in rows
    ]


@dataclass(frozen=True)
class ShownFigure:
    """A figure as the page of results shows it.

    Attributes
    ----------
    name
        That of its rule, and of the variant of the config.
    number, shows, caption, about
        As of :class:`Figure`; the caption is a file below ``workflow/report``.
    files
        By kind: pdf, png and table.
    """

    name: str
    number: str
    shows: str
    caption: str
    about: Mapping[str, Any]
    files: Mapping[str, str]


@dataclass(frozen=True)
class ShownPairs:
    """The pairs of classes of a dataset as the page of results shows them.

    Attributes
    ----------
    dataset, variant
        Of which, and under which variant of the config, empty for the config as it is.
    title
        Of the dataset.
    classes
        Their names.
    measures
        Table of measures, a row per pair.
    data
        The dataset, for a sample of each class.
    """

    dataset: str
    variant: str
    title: str
    classes: tuple[str, ...]
    measures: str
    data: str


@dataclass(frozen=True)
class Page:
    """What a target adds to the page of results.

    Attributes
    ----------
    target, title
        Its name, and what it is for readers.
    figures, tables, pairs
        What is shown.
    audits
        Tables of verdicts by the study that they are of.
    classes
        Names of the classes of each dataset.
    """

    target: str
    title: str
    figures: tuple[ShownFigure, ...] = ()
    tables: tuple[ShownTable, ...] = ()
    pairs: tuple[ShownPairs, ...] = ()
    audits: Mapping[str, str] = field(default_factory=dict)
    classes: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def files(self) -> list[str]:
        """Every file that is shown or linked, once."""
        found = [file for figure in self.figures for file in figure.files.values()]
        found += [file for table in self.tables for file in table.source.files]
        found += [file for one in self.pairs for file in (one.measures, one.data)]
        return list(dict.fromkeys([*found, *self.audits.values()]))


class Plan(Protocol):
    """What a config asks of a study. Every study has a class ``Plan`` in its module ``plan``.

    It is made of the whole config and of the datasets, checked, and raises
    :class:`taskcomplexity.configuration.check.ConfigError` where they do not fit.
    """

    study: Study

    def figures(self) -> Sequence[Figure]:
        """Return the figures, those too that the config lacks something for."""

    def audit(self) -> Audit | None:
        """Return the audit, where there is one."""

    def pages(self) -> Sequence[Page]:
        """Return what each of its targets adds to the page of results."""


def shown_figures(plan: Plan, target: str = "", place: str = "") -> tuple[ShownFigure, ...]:
    """Return the figures of a target as the page shows them, those that can be made.

    `place` is that of a variant of the config below ``results/``.
    """
    study = plan.study
    return tuple(
        shown(study, figure, place)
        for figure in plan.figures()
        if figure.target == target and not figure.lacks
    )


def shown(study: Study, figure: Figure, place: str = "") -> ShownFigure:
    """Return a figure as the page shows it."""
    return ShownFigure(
        f"{place}{study.figure_rule(figure.number)}",
        figure.number,
        figure.shows,
        f"{study.name}/{figure.caption}.rst",
        figure.about,
        study.figure_files(figure.number, place),
    )


def shown_audit(plan: Plan) -> dict[str, str]:
    """Return the table of verdicts of a study as its page shows it, where there is one."""
    audit = plan.audit()
    return {plan.study.name: plan.study.audit_files()["table"]} if audit and not audit.lacks else {}
