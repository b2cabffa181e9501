"""Every reason by which a row or a file is not accepted as it is, and every note on an accepted one: what it says, what to do.

A test compares this table with the codes that the program uses, so that none is undocumented.
"""

#: Rows: rejected or quarantined, one reason each.
ROW_REASONS: dict[str, tuple[str, str]] = {
    "TRUNCATED": ("the file ends within a character: it was cut off", "send the whole file again"),
    "BROKEN_QUOTE": ("text follows a closing quote", 'double quotes inside a field (""), or take them out'),
    "RAGGED": ("the row has more or fewer fields than the header", "mend the row; a missing quote or comma is usual"),
    "CONTROL_BYTES": ("the row holds NUL or other control bytes", "export the file again; such bytes are no text"),
    "ENCODING": ("the row is not in the file's encoding", "export the whole file in one encoding, best UTF-8"),
    "FIELD_TOO_LONG": ("a field is longer than 131,072 characters", "shorten it; it is rarely what it claims to be"),
    "NOT_A_RECORD": ("a totals row, comment or page footer", "nothing; such lines carry no fact"),
    "NOT_JSON": (
        "the line is not one JSON object",
        "mend it: one object a line, no trailing comma, no NaN, no half of a character (\\ud800)",
    ),
    "NESTED_VALUE": ("a value is a list or an object", "give each plain value a key of its own"),
    "DUPLICATE_KEY": ("a key stands twice in the object", "remove one; nobody can tell which counts"),
    "NUMBER_TOO_LARGE": (
        "a number beyond what programs hold",
        "correct it; write digits that matter as text, in quotes",
    ),
    "FORMULA": ("a cell is a formula", "paste values only, and feed the row again"),
    "PERSON_MISSING": ("no identifier names the person", "give person_id, id_type + id_number, phone, device or plate"),
    "SELF_CONTACT": ("both sides of the encounter are one person", "correct one side"),
    "ID_CHECKSUM": (
        "the ID number's check digit is wrong",
        "compare with the document; a digit is mistyped or swapped",
    ),
    "ID_TRUNCATED": (
        "an ID number, or a key such as record_id or cell_id, went through a spreadsheet's number format",
        "export the column as text",
    ),
    "ID_BIRTH_DATE": ("the birth date inside the ID number does not exist", "compare with the document"),
    "ID_MASKED": ("the ID number is masked", "ask the sender for the whole number; a masked one is never matched"),
    "ID_TEST": ("a number as people type it for trying", "ask the sender who this is"),
    "ID_FORMAT": ("the number does not fit its document type", "correct id_type or id_number"),
    "ID_TYPE_MISSING": ("id_number without id_type, and not an ID card's number", "say which document it is"),
    "PHONE_UNREADABLE": (
        "the only identifier is a phone number that cannot be one",
        "correct it, or give another identifier",
    ),
    "NAME_BROKEN": ("a name was damaged on its way", "export again in UTF-8; the original character is lost upstream"),
    "IDENTITY_CONFLICT": (
        "two strong identifiers of the row belong to different people",
        "the steward decides; the row is held",
    ),
    "TIME_AMBIGUOUS": ("a time that may mean several", "write 2021-07-29 18:00, or declare the form in a mapping file"),
    "TIME_IMPOSSIBLE": ("a date or time that does not exist", "correct it"),
    "MISSING_VALUE": ("a required value is empty", "fill it in"),
    "VALUE_UNKNOWN": (
        "a value that the row needs is none of those known",
        "use one of the values of the feed's page",
    ),
    "VERSION_UNREADABLE": ("the version is neither a number nor a time", "number versions, or use the time of change"),
    "RECORD_ID_MISSING": ("a cancel that names no record", "give the record_id of the row to cancel"),
    "CLOCK_MISSING": ("a moment is told by its date alone", "give the time of day too, such as 2021-07-29 18:00"),
    "END_BEFORE_START": (
        "the end is before the start",
        "correct them, or write times of different zones with their offset; they are never swapped for you",
    ),
    "TOO_LONG": ("the stay is longer than 400 days", "correct the end"),
    "FUTURE": ("the start lies in the future", "check the sender's clock and the time zone"),
    "EXPIRED": ("the row is older than the retention set", "nothing; it is not kept"),
    "PLACE_UNKNOWN": ("no feed of places names this place", "feed the place; the row then enters by itself"),
    "COORDINATE": (
        "a coordinate is outside the globe, cannot be read, or is 0, 0",
        "check that latitude and longitude are decimal degrees and not swapped",
    ),
    "DATUM_UNDECLARED": (
        "coordinates without a datum; those in use differ by hundreds of metres",
        "say wgs84, gcj02 or bd09 in a column or as a constant in a mapping file, or give the cell_id",
    ),
    "STOP_UNKNOWN": (
        "the run's timetable has no such stop",
        "correct the stop or the number, or feed the stop's row of the timetable; the ride then enters by itself",
    ),
    "STOP_ORDER": (
        "the run calls at the stop of alighting before the stop of boarding",
        "correct from and to, or the timetable; they are never swapped for you",
    ),
    "CARRIAGE_UNKNOWN": (
        "the run has no such carriage",
        "correct the carriage, or the coach_types of the run; the ride then enters by itself",
    ),
}

#: Whole files: nothing of them enters the facts.
FILE_REASONS: dict[str, tuple[str, str]] = {
    "FEED_UNKNOWN": ("the file name does not tell the feed", "rename it (stays.csv), or use --feed"),
    "FEED_LATER": ("this feed is read by a later release", "keep the file; it is not read yet"),
    "COLUMN_TYPE": (
        "a Parquet column holds lists, structures or times that nobody can place",
        "write plain columns: text, numbers, dates, timestamps",
    ),
    "SHEET_MISSING": ("the workbook has no sheet of that name or number", "name one of its sheets in the mapping file"),
    "FILE_CHANGED": ("the file was altered while it was read", "send it again when it is complete"),
    "MAPPING_INVALID": ("the mapping file cannot be used", "correct what the message names"),
    "MISSING_COLUMN": ("a required column is missing", "add it, or say in a mapping file which column it is"),
    "DUPLICATE_COLUMN": ("two columns have the same meaning", "remove one"),
    "WRONG_COLUMNS": ("no column is known", "check the header, or write a mapping file"),
    "WRONG_DELIMITER": ("the fields are not separated by commas", "declare the delimiter in a mapping file"),
    "UNCLOSED_QUOTE": (
        "a quote is opened and never closed",
        "mend the line named; everything after it cannot be trusted",
    ),
    "UNKNOWN_ENCODING": ("the text is in no known encoding", "export as UTF-8"),
    "PARSER_DISAGREES": ("two readers count its records differently", "mend quotes and line ends, and feed it again"),
    "LINE_TOO_LONG": ("a line has no end in sight", "check that it is a text file with one record a line"),
    "NOT_THE_FORMAT": (
        "the content is not what the name says",
        "give it the right extension, or export the table again",
    ),
    "OLD_XLS": ("an .xls workbook", "save it as .xlsx or CSV; .xls ends at 65,536 rows"),
    "ARCHIVE_UNSAFE": (
        "a compressed file that unpacks far too large, or is nested or encrypted",
        "send the plain file",
    ),
    "XLSX_UNSAFE": (
        "a workbook with macros, entities, external links or a false size",
        "save a plain workbook, or CSV",
    ),
    "COUNT_MISMATCH": ("outcomes do not add up to the records counted", "report this; nothing was taken in"),
    "UNREADABLE": ("the file cannot be opened or unpacked", "check it and its permissions"),
}

#: Notes on accepted rows or on a file.
NOTES: dict[str, str] = {
    "LONG": "a stay longer than usual for its kind of place",
    "LIMIT_SUSPECT": "the file ends exactly at a spreadsheet's row limit; it may be cut off",
    "EMPTY": "the file holds a header and no record",
    "UNKNOWN_COLUMN": "columns that the feed does not know (their number); kept as a note, not used",
    "OTHER_SHEETS": "the workbook has further sheets, which were not read",
    "ID_UPGRADED": "an old 15-digit ID number was upgraded to 18 digits",
    "PHONE_UNREADABLE": "an unreadable phone number was left out; another identifier names the person",
    "TIME_CLAMPED": "24:00 or a leap second was moved to the nearest real second",
    "VALUE_UNKNOWN": "an optional value that is none of those known was left out",
    "VALUE_UNREADABLE": "an optional value that cannot be read, or a part of it, was left out",
}
