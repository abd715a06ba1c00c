from . import his
