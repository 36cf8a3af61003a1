"""The shape of the config, with errors that say what is allowed."""

import math
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from jsonschema.validators import extend


class ConfigError(ValueError):
    """The config asks for something that cannot be done; the message names it and what can."""

    @classmethod
    def of(cls, wrong: Iterable[str]) -> "ConfigError":
        """Build the error from a line per thing that is wrong."""
        return cls("the config cannot be used:\n" + "\n".join(f"  - {line}" for line in wrong))


# Whole numbers are written as such, and numbers are finite; JSON Schema alone lets 3.0 and .nan by.
Validator = extend(
    Draft202012Validator,
    type_checker=Draft202012Validator.TYPE_CHECKER.redefine_many(
        {
            "integer": lambda _, value: isinstance(value, int) and not isinstance(value, bool),
            "number": lambda _, value: (
                isinstance(value, int | float)
                and not isinstance(value, bool)
                and math.isfinite(value)
            ),
        }
    ),
)


def check_schema(config: dict[str, Any], schema: dict[str, Any]) -> None:
    """Check a config against its JSON schema.

    Raises
    ------
    ConfigError
        With a line for every key that is unknown, missing or out of range: where it is, what was
        found and what is allowed.
    """
    wrong = list(_odd_keys(config, ""))
    if not wrong:
        errors = sorted(Validator(schema).iter_errors(config), key=lambda error: list(error.path))
        leaves = [leaf for error in errors for leaf in _leaves(error)]
        wrong = [line for leaf in leaves for line in _told(leaf)]
    if wrong:
        raise ConfigError.of(wrong)


def _odd_keys(section: object, where: str) -> Iterator[str]:
    """Name keys that YAML did not read as text, such as ``on`` or ``1``."""
    if isinstance(section, dict):
        for key, inner in section.items():
            if not isinstance(key, str):
                at = f"`{where}`" if where else "the top level"
                yield f"{at} has the key {key!r}, which YAML does not read as text; quote it"
            yield from _odd_keys(inner, f"{where}.{key}".lstrip("."))
    elif isinstance(section, list):
        for number, inner in enumerate(section):
            yield from _odd_keys(inner, f"{where}.{number}")


def _leaves(error: ValidationError) -> list[ValidationError]:
    """Step into the one alternative of an ``anyOf`` whose type the value has."""
    if error.validator != "anyOf":
        return [error]
    branches = {}
    for one in error.context:
        branches.setdefault(one.schema_path[0], []).append(one)
    fitting = [
        errors
        for errors in branches.values()
        if not any(not one.path and one.validator in ("type", "const") for one in errors)
    ]
    if len(fitting) != 1:
        return [error]
    return [leaf for one in fitting[0] for leaf in _leaves(one)]


def _told(error: ValidationError) -> list[str]:
    where = ".".join(str(step) for step in error.absolute_path)
    at = f"`{where}`" if where else "the top level"
    found = repr(error.instance)
    match error.validator:
        case "additionalProperties":
            allowed = list(error.schema["properties"])
            return [
                f"`{where + '.' if where else ''}{key}` is no key of the config; "
                + _suggestion(key, allowed)
                + f"allowed here: {', '.join(allowed)}"
                for key in error.instance
                if key not in allowed
            ]
        case "required":
            missing = [key for key in error.validator_value if key not in error.instance]
            return [f"{at} lacks the key(s) {', '.join(missing)}"]
        case "enum":
            allowed = ", ".join(map(str, error.validator_value))
            hint = _suggestion(str(error.instance), [str(one) for one in error.validator_value])
            return [f"{at} is {found}; {hint}allowed: {allowed}"]
        case "minimum" | "maximum" | "exclusiveMinimum":
            low = error.schema.get("minimum", error.schema.get("exclusiveMinimum"))
            high = error.schema.get("maximum")
            kind = "above" if "exclusiveMinimum" in error.schema else "from"
            top = f" to {high}" if high is not None else " up"
            return [f"{at} is {found}; allowed: {error.schema['type']} {kind} {low}{top}"]
        case "type":
            allowed = error.validator_value
            allowed = allowed if isinstance(allowed, str) else " or ".join(allowed)
            return [f"{at} is {found}; allowed: {allowed}" + _number_hint(error.instance)]
        case "anyOf":
            allowed = " or ".join(_option(one) for one in error.validator_value)
            return [f"{at} is {found}; allowed: {allowed}"]
        case _:
            return [f"{at}: {error.message}; {error.schema.get('description', '')}".rstrip("; ")]


def _option(schema: dict[str, Any]) -> str:
    if "const" in schema:
        return f"`{schema['const']}`"
    if "$ref" in schema:
        return "a " + schema["$ref"].rsplit("/", 1)[-1]
    minimum = f" from {schema['minimum']}" if "minimum" in schema else ""
    return f"{schema.get('type')}{minimum}"


def _suggestion(found: str, allowed: list[str]) -> str:
    near = get_close_matches(found, allowed, n=1)
    return f"did you mean `{near[0]}`? " if near else ""


def _number_hint(found: object) -> str:
    if isinstance(found, str):
        try:
            return f" (YAML reads {found} as text; write {float(found)!r})"
        except ValueError:
            pass
    return ""
