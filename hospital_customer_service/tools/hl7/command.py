"""The command line of the MLLP listener."""

import argparse
import asyncio
import configparser
import logging
import os
import sys

import psycopg2.extensions

from .listener import Listener
from .store import GRANTS


def parser():
    found = argparse.ArgumentParser(prog="mllp_listener", description="Take HL7 v2 messages by MLLP into the inbox.")
    found.add_argument("--source", default="his", help="code of the hospital system (Configuration, Hospital systems)")
    found.add_argument("--host", default="127.0.0.1", help="address to listen on; 0.0.0.0 for every one")
    found.add_argument("--port", type=int, default=2575)
    found.add_argument("-c", "--config", help="configuration file of Odoo, for the connection to the database")
    found.add_argument("-d", "--database", help="name of the database")
    found.add_argument("--dsn", help="connection string of PostgreSQL, instead of a configuration file")
    found.add_argument("--allow", default="", help="networks that may connect, such as 10.1.2.0/24,10.1.3.4")
    found.add_argument("--connections", type=int, default=100, help="most connections at a time")
    found.add_argument(
        "--idle", type=float, default=3600, help="seconds of silence after which a connection is closed"
    )
    found.add_argument("--patience", type=float, default=20, help="seconds a sender waits for the database")
    found.add_argument("--certificate", help="TLS: certificate (PEM)")
    found.add_argument("--key", help="TLS: its key (PEM)")
    found.add_argument("--client-ca", help="TLS: who signs the certificates of the senders")
    found.add_argument("--port-file", help="file to write the port into, for --port 0")
    found.add_argument("--grants", metavar="ROLE", help="print what a database role of its own needs, and end")
    found.add_argument("-v", "--verbose", action="store_true")
    return found


def connection_string(options):
    """Of ``--dsn``, else of Odoo's configuration; what neither says is left to the environment of PostgreSQL."""
    if options.dsn:
        return options.dsn
    values = {}
    path = options.config or os.environ.get("ODOO_RC")
    if path:
        config = configparser.RawConfigParser()
        config.read(path, encoding="utf-8")
        names = {
            "db_host": "host",
            "db_port": "port",
            "db_user": "user",
            "db_password": "password",
            "db_name": "dbname",
        }
        for name, word in names.items():
            value = config.get("options", name, fallback="")
            if value and value.lower() not in ("false", "none"):
                values[word] = value.partition(",")[0]
    if options.database:
        values["dbname"] = options.database
    return psycopg2.extensions.make_dsn(**values)


def main(arguments=None):
    options = parser().parse_args(arguments)
    options.dsn = connection_string(options)
    if options.grants:
        named = psycopg2.extensions.parse_dsn(options.dsn).get("dbname", "DATABASE")
        sys.stdout.write(GRANTS.format(role=f'"{options.grants}"', database=f'"{named}"'))
        return 0
    logging.basicConfig(
        level=logging.DEBUG if options.verbose else logging.INFO,
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
    )
    logging.getLogger("asyncio").setLevel(logging.WARNING)
    asyncio.run(Listener(options).run())
    return 0
