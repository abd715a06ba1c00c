# The generators (key_accounts, members, worth) are imported by hcs_demo, where there is demo data.
from . import hcs_demo
