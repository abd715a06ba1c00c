import psycopg2
from werkzeug.exceptions import UnprocessableEntity

from odoo import models
from odoo.http import request

from ...tools.log_filter import first_line
from .hcs_input_mixin import LARGEST_INTEGER

OURS = ("hcs_", "hcs.")


class IrHttp(models.AbstractModel):
    """What a client is told when something fails, and what a program may send."""

    _inherit = "ir.http"

    @classmethod
    def _dispatch(cls, endpoint):
        if request.dispatcher.routing_type == "json2":
            cls._hcs_check_program(request.params)
        return super()._dispatch(endpoint)

    @classmethod
    def _hcs_check_program(cls, params):
        """The JSON-2 interface hands ids and context over as they came; ours are refused in words."""
        if not str(params.get("__model__", "")).startswith(OURS):
            return
        ids = params.get("ids", [])
        if not isinstance(ids, list) or not all(type(each) is int and 0 < each <= LARGEST_INTEGER for each in ids):
            raise UnprocessableEntity("ids: this is not a list of ids of records.")
        if not isinstance(params.get("context", {}), dict):
            raise UnprocessableEntity("context: these are no values.")

    @classmethod
    def _handle_error(cls, exception):
        """PostgreSQL repeats a refused row; the technical part of an answer would show it to whoever is asking."""
        return super()._handle_error(cls._hcs_without_row(exception))

    @classmethod
    def _hcs_without_row(cls, exception):
        """The same failure; of an error of PostgreSQL in its chain only the first line."""
        link = exception
        while cause := link.__cause__ or link.__context__:
            if isinstance(cause, psycopg2.Error):
                told = psycopg2.DatabaseError(first_line(cause)).with_traceback(cause.__traceback__)
                link.__context__ = told
                if link.__cause__:
                    link.__cause__ = told
                break
            link = cause
        if isinstance(exception, psycopg2.Error):
            return psycopg2.DatabaseError(first_line(exception))
        return exception
