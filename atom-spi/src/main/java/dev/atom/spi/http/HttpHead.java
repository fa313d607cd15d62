package dev.atom.spi.http;

import java.util.Optional;

/** The status line and headers of a reply. */
public interface HttpHead {
    /** The status code, 100–599. */
    int status();

    /** The first value of a header, name compared without case. */
    Optional<String> header(String name);
}
