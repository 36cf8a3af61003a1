"""Section 3 and figure 6: which classes are the most and the least distant."""

from taskcomplexity.audit.claims import Check, Find, Margins
from taskcomplexity.audit.judgement import Finding
from taskcomplexity.distances.extremes import APART, Estimate, candidates
from taskcomplexity.studies.tasks.claims.evidence import TaskEvidence
from taskcomplexity.studies.tasks.claims.published import TASKS


def _extreme(task: str) -> Find:
    def find(evidence: TaskEvidence, dataset: str, margins: Margins) -> Finding:
        table = evidence.rows("distances", dataset=dataset)
        table = table[table["class_a"] != table["class_b"]].set_index(["class_a", "class_b"])
        between = {
            pair: Estimate(row["distance"], row["standard_error"]) for pair, row in table.iterrows()
        }
        named = TASKS[dataset][task]
        rivals = candidates(between, task)
        told = "; ".join(
            f"{_name(evidence, dataset, pair)} {between[pair].mean:.4f} ± "
            f"{between[pair].standard_error:.4f} of {table.loc[pair, 'image_pairs']:,} image pairs"
            for pair in dict.fromkeys([*rivals, named])
        )
        if rivals == [named]:
            return Finding(told, True)
        if named not in rivals:
            return Finding(told, False)
        return Finding(told, None, _image_pairs_needed(table, between, rivals))

    return find


def _image_pairs_needed(table, between, rivals) -> str:
    top, other = (between[pair] for pair in rivals[:2])
    drawn = max(table.loc[pair, "image_pairs"] for pair in rivals)
    apart = abs(top.mean - other.mean)
    if apart == 0:
        return "no number of image pairs, as both are equal"
    error = (top.standard_error**2 + other.standard_error**2) ** 0.5
    return f"about {round(drawn * (APART * error / apart) ** 2):,} image pairs of each"


def _name(evidence: TaskEvidence, dataset: str, pair: tuple[int, int]) -> str:
    return "{" + ", ".join(evidence.classes[dataset][label] for label in pair) + "}"


TOLERANCE = f"the same pair, by more than {APART} standard errors of the difference"
NULL = "all pairs of classes are equally distant"
CHECKS = {
    "largest_distance": Check(("distances",), TOLERANCE, NULL, _extreme("easy")),
    "smallest_distance": Check(("distances",), TOLERANCE, NULL, _extreme("hard")),
}
