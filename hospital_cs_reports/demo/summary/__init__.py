# The words and the generator (load) are imported by hcs_demo, and only where there is demo data.
from . import hcs_demo
