"""The shape of the config, with errors that say what is allowed."""

import math
import re
from collections.abc import Iterable, Iterator
from typing import Any

import yaml
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from jsonschema.validators import extend

from taskcomplexity.data.names import nearest


class ConfigError(ValueError):
    """The config asks for something that cannot be done; the message names it and what can."""

    @classmethod
    def of(cls, wrong: Iterable[str]) -> "ConfigError":
        """Build the error from a line per thing that is wrong."""
        return cls("the config cannot be used:\n" + "\n".join(f"  - {line}" for line in wrong))


# Here the keys are labels, which are numbers.
LABELLED = re.compile(r"datasets\.\w+\.classes")
# What is called otherwise elsewhere.
MEANT = {"gpu": "cuda"}
IN_BRACES = "inside {…} or […] of --config everything is text, so name a file with --configfile"

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
    # A section that lacks several keys is an error for each of them.
    wrong = list(dict.fromkeys(wrong))
    if wrong:
        raise ConfigError.of(wrong)


def _odd_keys(section: object, where: str) -> Iterator[str]:
    """Name keys that YAML did not read as text, such as ``on`` or ``1``."""
    if isinstance(section, dict):
        for key, inner in section.items():
            if not isinstance(key, str) and not LABELLED.fullmatch(where):
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
        case "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum":
            low = error.schema.get("minimum", error.schema.get("exclusiveMinimum"))
            high, below = error.schema.get("maximum"), error.schema.get("exclusiveMaximum")
            kind = "above" if "exclusiveMinimum" in error.schema else "from"
            top = f" to {high}" if high is not None else " up"
            top = f" and below {below}" if below is not None else top
            return [f"{at} is {found}; allowed: {error.schema['type']} {kind} {low}{top}"]
        case "type":
            types = error.validator_value
            types = [types] if isinstance(types, str) else types
            hint = _type_hint(error.instance, types)
            return [f"{at} is {found}; allowed: {' or '.join(types)}{hint and f' ({hint})'}"]
        case "minItems" | "minProperties":
            return [f"{at} is {found}; allowed: {error.validator_value} entries or more"]
        case "uniqueItems":
            return [f"{at} is {found}; allowed: no entry twice"]
        case "pattern":
            line = " and _" if "_" in error.validator_value else ""
            return [
                f"{at} has the name {found}; allowed: small letters, digits{line}, a letter first"
            ]
        case "anyOf":
            allowed = " or ".join(_option(one) for one in error.validator_value)
            types = [one["type"] for one in error.validator_value if "type" in one]
            hint = _type_hint(error.instance, types)
            return [f"{at} is {found}; allowed: {allowed}{hint and f' ({hint})'}"]
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
    near = MEANT.get(found.lower())
    near = near if near in allowed else nearest(found, allowed)
    return f"did you mean `{near}`? " if near else ""


def _type_hint(found: object, types: list[str]) -> str:
    """Say how what was meant is written; nothing where that cannot be told."""
    if "string" in types and isinstance(found, bool):
        return "YAML reads yes, no, on and off as true or false; quote it"
    if "string" in types and not isinstance(found, list | dict):
        return f"quote it: '{'null' if found is None else found}'"
    if "integer" in types and isinstance(found, float) and found.is_integer():
        return f"write {int(found)}"
    if not isinstance(found, str) or not {"integer", "number"} & set(types):
        return ""
    try:
        meant = float(found)
    except ValueError:
        return ""
    if "integer" in types and not meant.is_integer():
        return ""
    if isinstance(yaml.safe_load(found), str):
        return f"YAML reads {found} as text; write {int(meant) if 'integer' in types else meant!r}"
    written = int(meant) if "integer" in types else found.strip()
    return f"it is text; write {written} without quotes; {IN_BRACES}"
