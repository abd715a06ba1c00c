from . import base
from . import form
from . import start
