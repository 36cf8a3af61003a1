"""What is wrong in the config is told before any job starts."""

import pytest

pytestmark = pytest.mark.workflow


@pytest.mark.parametrize(
    ("config", "told"),
    [
        ("sede: 3", "`sede` is no key of the config; did you mean `seed`? allowed here: seed,"),
        (
            "training: {epocs: 3}",
            "`training.epocs` is no key of the config; did you mean `epochs`? allowed here: epochs",
        ),
        (
            "datasets: {mnist: {tasks: {hard: [7, 10]}}}",
            "names the class 10, which MNIST lacks; allowed: 0 (0), 1 (1)",
        ),
        (
            "datasets: {fashion_mnist: {pairs: [[Boot, Bag]]}}",
            "names the class 'Boot', which Fashion-MNIST lacks; allowed: 0 (T-shirt/top)",
        ),
        ("datasets: {mnist: {tasks: {easy: [3, 3]}}}", "is a pair of one class, [3, 3]"),
        (
            "probes: {prune: {kept: [1, 1.2]}}",
            "`probes.prune.kept.1` is 1.2; allowed: number from 0 to 1",
        ),
        ("datasets: {mnist: {sources: []}}", "`datasets.mnist` has no source; name a `path`"),
        (
            "datasets: {letters: {tasks: {easy: auto, hard: auto}, pairs: all}}",
            "`datasets.letters` is not in the catalog (mnist, fashion_mnist)",
        ),
        ("training: {learning_rate: 1e-3}", "YAML reads 1e-3 as text; write 0.001"),
        ("training: {activation: relux}", "did you mean `relu`? allowed: relu, tanh, sigmoid"),
    ],
)
def test_it_is_named_with_what_is_allowed(empty, config, told):
    done = empty(config=config)
    assert done.returncode != 0
    assert told in done.stderr
    assert "Traceback" not in done.stderr
    assert not (empty.folder / "results").exists()


def test_a_folder_without_data_fails_with_the_reason_in_the_log(empty):
    config = f"datasets: {{mnist: {{sources: [], path: {empty.folder / 'void'}}}}}"
    done = empty("results/data/mnist.safetensors", config=config)
    assert done.returncode != 0
    for text in (done.stderr, (empty.folder / "logs/fetch/mnist.log").read_text()):
        assert (
            "expected train-images-idx3-ubyte or train-images-idx3-ubyte.gz, found neither" in text
        )
    assert not (empty.folder / "results/data/mnist.safetensors").exists()
    assert not list((empty.folder / "results").rglob("*.part*"))
