package dev.atom.tck.fly;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Just enough JSON (RFC 8259) for requests and replies; fields that are null are left out. */
final class FlyJson {
    private static final Object NULL = new Object();
    private final String text;
    private int at;

    private FlyJson(String text) {
        this.text = text;
    }

    /**
     * Reads an object.
     *
     * @throws IllegalArgumentException when the text is anything else
     */
    @SuppressWarnings("unchecked") // keys are texts: object() makes no others
    static Map<String, Object> read(String text) {
        FlyJson json = new FlyJson(text);
        Object value = json.value();
        json.space();
        if (json.at != text.length() || !(value instanceof Map)) {
            throw json.wrong();
        }
        return (Map<String, Object>) value;
    }

    static String write(Object value) {
        StringBuilder out = new StringBuilder();
        write(value, out);
        return out.toString();
    }

    private static void write(Object value, StringBuilder out) {
        if (value instanceof Map<?, ?> fields) {
            out.append('{');
            fields.forEach((name, field) -> {
                out.append(out.charAt(out.length() - 1) == '{' ? "" : ",");
                quote(String.valueOf(name), out);
                out.append(':');
                write(field, out);
            });
            out.append('}');
        } else if (value instanceof List<?> items) {
            out.append('[');
            for (Object item : items) {
                out.append(out.charAt(out.length() - 1) == '[' ? "" : ",");
                write(item, out);
            }
            out.append(']');
        } else if (value instanceof Number || value instanceof Boolean) {
            out.append(value);
        } else {
            quote(value.toString(), out);
        }
    }

    private static void quote(String value, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < 0x20) {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }

    private Object value() {
        space();
        char first = at < text.length() ? text.charAt(at) : 0;
        return switch (first) {
            case '{' -> object();
            case '[' -> array();
            case '"' -> string();
            default -> word();
        };
    }

    private Map<String, Object> object() {
        Map<String, Object> fields = new LinkedHashMap<>();
        at++;
        for (space(); !taken('}'); space()) {
            if (!fields.isEmpty()) {
                take(',');
                space();
            }
            String name = string();
            space();
            take(':');
            fields.put(name, value());
        }
        fields.values().removeIf(NULL::equals);
        return fields;
    }

    private List<Object> array() {
        List<Object> items = new ArrayList<>();
        at++;
        for (space(); !taken(']'); space()) {
            if (!items.isEmpty()) {
                take(',');
            }
            items.add(value());
        }
        return items;
    }

    private String string() {
        take('"');
        StringBuilder out = new StringBuilder();
        while (!taken('"')) {
            char c = next();
            if (c != '\\') {
                out.append(c);
                continue;
            }
            char escaped = next();
            switch (escaped) {
                case 'n' -> out.append('\n');
                case 't' -> out.append('\t');
                case 'r' -> out.append('\r');
                case 'b' -> out.append('\b');
                case 'f' -> out.append('\f');
                case 'u' -> out.append((char) Integer.parseInt("" + next() + next() + next() + next(), 16));
                default -> out.append(escaped);
            }
        }
        return out.toString();
    }

    private Object word() {
        int from = at;
        while (at < text.length() && "+-.0123456789aeflnrstuE".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        String word = text.substring(from, at);
        return switch (word) {
            case "true" -> true;
            case "false" -> false;
            case "null" -> NULL;
            default -> number(word);
        };
    }

    private Number number(String word) {
        try {
            return word.matches("-?[0-9]+") ? (Number) Long.valueOf(word) : (Number) Double.valueOf(word);
        } catch (NumberFormatException none) {
            throw wrong();
        }
    }

    private char next() {
        if (at >= text.length()) {
            throw wrong();
        }
        return text.charAt(at++);
    }

    private boolean taken(char expected) {
        boolean there = at < text.length() && text.charAt(at) == expected;
        at += there ? 1 : 0;
        return there;
    }

    private void take(char expected) {
        if (!taken(expected)) {
            throw wrong();
        }
    }

    private void space() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private IllegalArgumentException wrong() {
        return new IllegalArgumentException("not the JSON expected, at character " + at);
    }
}
