from . import load, names, people
