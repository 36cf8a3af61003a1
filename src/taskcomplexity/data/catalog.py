"""The datasets that the workflow knows by name."""

from taskcomplexity.data.known_pictures import IMAGES
from taskcomplexity.data.known_tables import SERIES, TABLES

CATALOG = {**IMAGES, **TABLES, **SERIES}
