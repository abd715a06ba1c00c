# The generator (calls) is imported by hcs_demo, where there is demo data.
from . import hcs_demo
