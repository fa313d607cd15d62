package dev.atom.core.db;

import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;

/** One line of text for people: it can be stored as it is and shown without breaking a page, a log line or a terminal. */
public final class PlainText {
    private PlainText() {}

    /**
     * Gives the text back when it has {@code min} to {@code max} characters (code points), none of them a control
     * character, a line or paragraph separator or half a surrogate pair, and is not blank unless {@code min} is 0.
     *
     * @param field what it is, for the message; the text itself is never repeated
     * @throws AtomException {@link ErrorCode#VALIDATION_ERROR} naming the field and the rule
     */
    public static String check(String field, String text, int min, int max) {
        boolean tooShort = min > 0 && text.isBlank();
        // Counting code points of hostile megabytes is avoided: a code point is at most two chars.
        if (tooShort || text.length() > 2 * max || text.codePointCount(0, text.length()) > max) {
            throw new AtomException(
                    ErrorCode.VALIDATION_ERROR, field + " must have " + min + " to " + max + " characters");
        }
        for (int i = 0; i < text.length(); ) {
            int codePoint = text.codePointAt(i);
            if (breaksLines(codePoint)) {
                throw new AtomException(
                        ErrorCode.VALIDATION_ERROR, field + " must be one line of text without control characters");
            }
            i += Character.charCount(codePoint);
        }
        return text;
    }

    /** What is left of the text without the characters {@link #check} refuses, cut to {@code max} characters. */
    public static String clean(String text, int max) {
        return text.codePoints()
                .filter(codePoint -> !breaksLines(codePoint))
                .limit(max)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static boolean breaksLines(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE ->
                true;
            default -> false;
        };
    }
}
