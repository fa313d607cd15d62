package dev.atom.http.body;

import dev.atom.spi.AtomException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Gets the bytes of a body as they come, and then one of the other calls, once. Never called by two threads at a time. */
interface BodyTaker {
    /**
     * Takes bytes; they are the caller's again afterwards.
     *
     * @return why no more are wanted
     */
    Optional<AtomException> take(ByteBuffer bytes);

    /** That was all. */
    void whole();

    /** The rest is not read: it is not wanted, does not come, or comes too slowly. */
    void ended(AtomException why);
}
