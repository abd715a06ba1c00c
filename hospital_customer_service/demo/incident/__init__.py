from . import incidents
