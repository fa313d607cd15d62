package dev.atom.core.llm;

import dev.atom.spi.AtomException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Receives one reply. Calls come one after another and must not block: perhaps {@link #sending}, then either {@link #fail} alone; or {@link #start}, then
 * any number of {@link #write}, of which the last says so, or {@link #fail} in its place.
 */
public interface ChatSink {
    /**
     * The call is about to be sent.
     *
     * @param leave ends it because nobody wants the reply any more: at once, on any thread, as often as one likes. What
     *     is on its way to the receiver may still come
     */
    default void sending(Runnable leave) {}

    /** The provider accepted the call and its reply begins. */
    void start(ChatHead head);

    /**
     * Passes bytes on. The next call comes after {@code written} was given null; any other value means the receiver is gone,
     * and ends the call to the provider.
     *
     * @param bytes valid until {@code written} is called
     * @param last whether the reply is complete with these bytes
     * @param written called once, on any thread
     */
    void write(ByteBuffer bytes, boolean last, Consumer<@Nullable Throwable> written);

    /** The call failed. After {@link #start} the receiver has seen a part of the reply and must be told in the stream. */
    void fail(AtomException failure);
}
