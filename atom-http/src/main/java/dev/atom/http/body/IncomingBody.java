package dev.atom.http.body;

import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/** The body of one request: {@link #read} it once. Never blocks. */
public final class IncomingBody {
    /** The attribute of the request under which its body is kept for the routes. */
    public static final String ATTRIBUTE = "dev.atom.body";

    private final Request request;
    private final Bodies bodies;
    private final CompletableFuture<byte[]> whole = new CompletableFuture<>();

    IncomingBody(Request request, Bodies bodies) {
        this.request = request;
        this.bodies = bodies;
    }

    /**
     * Reads it all. The memory it takes counts until the request is over.
     *
     * @param sender whose bytes these are; senders are told apart by {@code equals}
     * @return the bytes; or an {@link AtomException}: PAYLOAD_TOO_LARGE, RATE_LIMITED when the sender's bodies hold too much
     *     memory, UNAVAILABLE when all bodies do, REQUEST_TIMEOUT when it comes too slowly, BAD_REQUEST when it breaks off.
     *     Completed by a thread that must not wait
     */
    public CompletableFuture<byte[]> read(Object sender) {
        long declared = request.getLength();
        BodyBudget.Share share = bodies.budget().shareOf(sender);
        Optional<AtomException> refusal =
                declared > bodies.limit() ? Optional.of(tooLarge(bodies.limit())) : share.look(Math.max(0, declared));
        if (refusal.isPresent()) {
            refuse(refusal.get());
            return whole;
        }
        int most = declared < 0 ? bodies.limit() : (int) declared;
        Request.addCompletionListener(request, failure -> share.release());
        bodies.intake(request, new Arriving(most, share, whole::complete, this::refuse))
                .run();
        return whole;
    }

    /**
     * What has been read.
     *
     * @throws AtomException as told by {@link #read}
     * @throws IllegalStateException when the reading has not ended
     */
    public byte[] arrived() {
        if (!whole.isDone()) {
            throw new IllegalStateException("the body is still being read");
        }
        try {
            return whole.join();
        } catch (CompletionException refused) {
            throw refused.getCause() instanceof AtomException known ? known : refused;
        }
    }

    /**
     * Reads and drops what the sender is still about to send before it is refused: an answer that overtakes the body can be lost, as
     * closing the connection resets it. Not for a sender that is too slow or gone, nor for one that waits for 100 Continue and has
     * sent nothing.
     */
    private void refuse(AtomException why) {
        boolean sends = why.code() != ErrorCode.REQUEST_TIMEOUT
                && why.code() != ErrorCode.BAD_REQUEST
                && !request.getHeaders().contains(HttpHeader.EXPECT);
        if (sends) {
            bodies.dropping(request, new Dropping(bodies.limit(), () -> whole.completeExceptionally(why)))
                    .run();
        } else {
            whole.completeExceptionally(why);
        }
    }

    static AtomException tooLarge(int limit) {
        return new AtomException(
                ErrorCode.PAYLOAD_TOO_LARGE, "the body is larger than " + limit + " bytes: send a smaller one");
    }
}
