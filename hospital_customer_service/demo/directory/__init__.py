from . import clinics
