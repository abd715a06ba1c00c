from . import duplicates, load, names, people
