from . import definition, summary
