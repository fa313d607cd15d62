package dev.atom.core.identity;

/**
 * What API keys look like. Keys of every format a program knows are accepted, new ones are made in one. An implementation is
 * stateless and thread-safe.
 */
public interface KeyFormat {
    /** {@code atom_dk_} and a random UUID. */
    KeyFormat UUID4 = new UuidKeyFormat();

    /** A new key's text, ASCII, of at least 122 bits from a cryptographically strong source. */
    String draw();

    /** Whether a text can be a key of this format; says nothing about whether there is such a key. Must be quick. */
    boolean accepts(String presented);

    /** How many of a key's first characters are shown to recognise it by; they must not make it easy to guess. */
    int shown();
}
