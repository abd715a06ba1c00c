# The generators (activities, care) are imported by hcs_demo and hcs_demo_activity, where there is demo data.
from . import hcs_demo
from . import hcs_demo_activity
