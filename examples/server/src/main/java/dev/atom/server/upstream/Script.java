package dev.atom.server.upstream;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * How the upstream plays one chat completion. The factories name the usual failures; {@code with…} methods combine them.
 *
 * @param instead a reply in place of the completion
 * @param beforeHead how long to wait before the status line
 * @param comments how many {@code : keep-alive} comments go out before each chunk of a stream
 * @param chunks how many content chunks of a stream (or halves of a complete reply) go out before {@code ending}
 * @param ending what happens then
 * @param errorFrame the data of the frame {@link Ending#ERROR_FRAME} sends
 */
public record Script(
        Optional<CannedReply> instead,
        Duration beforeHead,
        int comments,
        int chunks,
        Ending ending,
        String errorFrame) {
    private static final Duration FOREVER = Duration.ofDays(1);

    /** How a reply ends. */
    public enum Ending {
        /** Completely. */
        COMPLETE,
        /** The connection is reset. */
        RESET,
        /** Nothing more comes, and the connection stays open until the client leaves. */
        STALL,
        /** An error frame, then the proper end of the body. A complete reply is not affected. */
        ERROR_FRAME,
        /** The body ends properly, without the finish chunk and without {@code [DONE]}. A complete reply is not affected. */
        NO_DONE
    }

    /** The whole completion at once. */
    public static Script answer() {
        return new Script(Optional.empty(), Duration.ZERO, 0, Integer.MAX_VALUE, Ending.COMPLETE, "");
    }

    /** A status with a JSON body. */
    public static Script status(int status, String body) {
        return instead(new CannedReply(status, Map.of(), body));
    }

    /** Status 429 in OpenAI's words, with Retry-After. */
    public static Script rateLimited(Duration retryAfter) {
        String body = OpenAiDialect.error("Rate limit reached for requests", "requests", "rate_limit_exceeded");
        return instead(new CannedReply(429, Map.of("Retry-After", Long.toString(retryAfter.toSeconds())), body));
    }

    /** Status 200 with MiniMax's {@code base_resp} failure, such as 1004. */
    public static Script baseResp(int code, String message) {
        return instead(CannedReply.ok(OpenAiDialect.baseResp(code, message)));
    }

    /** Reads the request and never answers. */
    public static Script hang() {
        return slowFirstByte(FOREVER);
    }

    /** A complete answer whose status line comes late. */
    public static Script slowFirstByte(Duration delay) {
        return new Script(Optional.empty(), delay, 0, Integer.MAX_VALUE, Ending.COMPLETE, "");
    }

    /** Ends early after so many content chunks; 0 for none at all. */
    public static Script endAfter(int chunks, Ending ending) {
        return new Script(Optional.empty(), Duration.ZERO, 0, chunks, ending, "");
    }

    /** An OpenAI error frame after so many content chunks. */
    public static Script errorFrameAfter(int chunks, String json) {
        return new Script(Optional.empty(), Duration.ZERO, 0, chunks, Ending.ERROR_FRAME, json);
    }

    /** The same with keep-alive comments before each chunk. */
    public Script withComments(int count) {
        return new Script(instead, beforeHead, count, chunks, ending, errorFrame);
    }

    private static Script instead(CannedReply reply) {
        return new Script(Optional.of(reply), Duration.ZERO, 0, Integer.MAX_VALUE, Ending.COMPLETE, "");
    }
}
