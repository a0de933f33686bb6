"""The kinds of table and shapes that are recognised, and our names for what each holds."""

#: what a table is -> what people call it
KINDS = {
    "practices": "practice table with places",
    "lists": "list sizes",
    "ages": "list sizes by age",
    "map": "practice map",
    "registrations": "registrations by small area",
    "epraccur": "register of practices (epraccur)",
    "epcn": "register of networks (epcn)",
    "epcn sheet": "sheet of networks (epcn)",
    "postcodes": "coordinates of postcodes",
    "code-point": "Code-Point Open",
    "branches": "branch sites",
    "successors": "successors of practices",
    "links": "links between practices",
    "census lookup": "LSOAs of 2011 and 2021",
    "area lookup": "lookup of areas",
    "practice scores": "scores of practices",
    "area scores": "scores of areas",
    "weighted lists": "weighted lists",
    "population": "population of areas",
    "small areas": "polygons of small areas",
    "borders": "polygons of borders",
    "footprints": "footprints of teams",
    "outline": "land",
    "barriers": "barriers nobody crosses",
    "travel times": "travel times",
    "roads": "roads for travel times",
    "": "not recognised",
}
#: kinds that no column tells: a person says so
SAID_ONLY = ("outline", "barriers", "roads")
#: kind -> the columns that tell it, without case and punctuation; first match counts
TOLD_BY = {
    "successors": {"oldcode", "newcode"},
    "epcn": {"partnerorganisationcode"},
    "epcn sheet": {"pcncode", "pcnname", "closedate"},
    "links": {"practicea", "practiceb"},
}
_PLACE = ("postcode", "easting", "northing", "longitude", "latitude")
#: kind -> the names that its columns may be said to have, those that it cannot do without first
NOUNS: dict[str, tuple[str, ...]] = {
    "practices": ("practice_code", "list_size", "practice_name", *_PLACE),
    "lists": ("practice_code", "list_size", "practice_name", "postcode"),
    "ages": ("practice_code", "list_size", "sex", "age", "postcode"),
    "map": (
        "practice_code", "practice_name", "postcode", "pcn_code", "pcn_name", "ccg_code",
        "sub_icb_code", "icb_code",
    ),
    "registrations": ("practice_code", "area_code", "list_size", "share"),
    "postcodes": _PLACE,
    "branches": ("practice_code", "site_code", "parent_code", "site_name", *_PLACE),
    "successors": ("old_code", "new_code", "date"),
    "links": ("practice_a", "practice_b"),
    "census lookup": ("lsoa11cd", "lsoa21cd"),
    "travel times": ("from_code", "to_code", "minutes", "mode"),
    "practice scores": ("practice_code",),
    "area scores": ("area_code", "score"),
    "weighted lists": ("practice_code",),
    "small areas": ("area_code", "area_name"),
    "footprints": ("team_id", "team_name", "practice_code", "area_code", "nurses_wte"),
}  # fmt: skip
