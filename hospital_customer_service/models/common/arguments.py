"""What a program sends to a public method is checked before the method looks at it.

``@arguments(reason=a_text, until=a_moment, patient_id=a_record("hcs.patient"))`` above a method: what nobody can
have meant is refused in words that name the parameter, as ``hcs.input.mixin`` does with the values of fields. None
and False say nothing; whether something has to be said is the method's own question.
"""

import base64
import binascii
import math
from datetime import date
from functools import wraps
from inspect import signature

from odoo import fields
from odoo.exceptions import UserError, ValidationError

from .hcs_input_mixin import LARGEST_FLOAT, LARGEST_INTEGER, LONGEST


class Wrong(Exception):
    """Why a value is not taken, in words that do not repeat it."""


def arguments(**checks):
    """Let each of ``checks`` see its argument first: ``check(records, value)`` returns the value or raises Wrong."""

    def decorate(method):
        known = signature(method)

        @wraps(method)
        def checked(self, *args, **kwargs):
            try:
                bound = known.bind(self, *args, **kwargs)
            except TypeError:
                raise UserError(
                    self.env._("Something is missing in what was sent, or it is too much. Reload the page.")
                ) from None
            for name in checks.keys() & bound.arguments.keys():
                try:
                    bound.arguments[name] = checks[name](self, bound.arguments[name])
                except Wrong as wrong:
                    label = _label(self, name)
                    raise ValidationError(self.env._("%(field)s: %(problem)s", field=label, problem=wrong)) from None
            return method(*bound.args, **bound.kwargs)

        return checked

    return decorate


def _label(records, name):
    """What a person calls the parameter: the field of that name, where there is one."""
    field = records._fields.get(name) or records._fields.get(f"{name}_id")
    return field._description_string(records.env) if field else name.removesuffix("_id").replace("_", " ").capitalize()


def _says_nothing(value):
    return value is None or value is False or value == ""


def a_text(records, value):
    """Words of a person."""
    if _says_nothing(value):
        return value
    if not isinstance(value, str):
        raise Wrong(records.env._("this is not a text."))
    if problem := records.env["hcs.input.mixin"]._input_text_problem(value, LONGEST["text"]):
        raise Wrong(problem)
    return value


def some_texts(records, value):
    """Several codes or words, or none."""
    if _says_nothing(value):
        return None
    if not isinstance(value, list | tuple | set | frozenset):
        raise Wrong(records.env._("this is not a list."))
    return [a_text(records, each) for each in value]


def a_mapping(records, value):
    """Names with their values."""
    if not isinstance(value, dict) or not all(isinstance(name, str) for name in value):
        raise Wrong(records.env._("these are no values."))
    return value


def a_moment(records, value):
    """A time in UTC, as the client's own fields send it."""
    if _says_nothing(value):
        return None
    if not isinstance(value, str | date):
        raise Wrong(records.env._("this is not a date."))
    if problem := records.env["hcs.input.mixin"]._input_date_problem(value):
        raise Wrong(problem)
    try:
        return fields.Datetime.to_datetime(value)
    except (TypeError, ValueError):
        raise Wrong(records.env._("this is not a date.")) from None


def a_day(records, value):
    moment = a_moment(records, value)
    return moment and fields.Date.to_date(moment)


def a_number(records, value):
    if _says_nothing(value):
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Wrong(records.env._("this is not a number."))
    if not math.isfinite(value) or abs(value) > LARGEST_FLOAT:
        raise Wrong(records.env._("the number is too large."))
    return value


def a_whole_number(records, value):
    number = a_number(records, value)
    if isinstance(number, float):
        raise Wrong(records.env._("this is not a whole number."))
    return number


def a_flag(_records, value):
    return bool(value)


def an_image(records, value):
    """A picture such as a signature, as the client's widget sends it."""
    if _says_nothing(value):
        return value
    try:
        base64.b64decode(value, validate=True)
    except (TypeError, ValueError, binascii.Error):
        raise Wrong(records.env._("this is not an image.")) from None
    return value


def a_record(model=None):
    """The id of a record of ``model``, of the method's own model by default."""

    def check(records, value):
        if _says_nothing(value):
            return False
        if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= LARGEST_INTEGER:
            raise Wrong(records.env._("this is not a record."))
        # sudo: whether the reader may see it is asked when it is read
        if not records.env[model or records._name].sudo().browse(value).exists():
            raise Wrong(records.env._("this record is not there any more. Reload the page."))
        return value

    return check


def some_records(model):
    """Ids of records of ``model``."""

    def check(records, value):
        if _says_nothing(value):
            return []
        if not isinstance(value, list | tuple):
            raise Wrong(records.env._("this is not a list."))
        one = a_record(model)
        return [one(records, each) for each in value if each]

    return check


def a_choice(field, model=None):
    """One of the choices of a field."""

    def check(records, value):
        if _says_nothing(value):
            return value
        records = records.env[model or records._name]
        if not isinstance(value, str) or value not in records._fields[field].get_values(records.env):
            raise Wrong(records.env._("there is no such choice."))
        return value

    return check
