"""How much there may be of anything, so that no template costs more than a moment."""

WIDTHS = (42, 48)
TEMPLATE_BYTES = 4 * 1024
RESULT_BYTES = 8 * 1024
# Of a receipt's data; what is beyond is not printed.
VALUE_CHARACTERS = 400
VALUES_PER_LIST = 100
# A column may be written with several characters (combining marks); no more than these.
MARKS_PER_CHARACTER = 2
MOST_MISTAKES = 10
