package dev.atom.core.llm;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Cuts a server-sent-event stream into whole events as bytes arrive, without decoding them. An event ends at a blank line;
 * lines end with LF, CRLF or CR (WHATWG HTML, section 9.2.6). Not thread-safe.
 */
final class EventFrames {
    /** An event larger than this is not a chat event. */
    static final int MOST = 1024 * 1024;

    private byte[] held = new byte[0];
    private int heldLength;

    /** One event, or a comment: a view into the stream's bytes, valid during the call it is passed to. */
    @SuppressWarnings("ArrayRecordComponent") // a view, never compared
    record Frame(byte[] bytes, int start, int end) {
        /** The event's data lines joined with LF, empty when there are none (a comment, or an event without data). */
        Optional<byte[]> data() {
            byte[] joined = new byte[end - start];
            int length = 0;
            boolean any = false;
            int line = start;
            while (line < end) {
                int stop = line;
                while (stop < end && bytes[stop] != '\n' && bytes[stop] != '\r') {
                    stop++;
                }
                if (stop - line >= 5 && isData(line)) {
                    int from = line + 5 < stop && bytes[line + 5] == ' ' ? line + 6 : line + 5;
                    if (any) {
                        joined[length++] = '\n';
                    }
                    System.arraycopy(bytes, from, joined, length, stop - from);
                    length += stop - from;
                    any = true;
                }
                line = stop + (stop + 1 < end && bytes[stop] == '\r' && bytes[stop + 1] == '\n' ? 2 : 1);
            }
            return any ? Optional.of(Arrays.copyOf(joined, length)) : Optional.empty();
        }

        private boolean isData(int line) {
            return bytes[line] == 'd'
                    && bytes[line + 1] == 'a'
                    && bytes[line + 2] == 't'
                    && bytes[line + 3] == 'a'
                    && bytes[line + 4] == ':';
        }

        boolean contains(byte[] pattern) {
            for (int i = start; i + pattern.length <= end; i++) {
                if (bytes[i] == pattern[0] && Arrays.equals(bytes, i, i + pattern.length, pattern, 0, pattern.length)) {
                    return true;
                }
            }
            return false;
        }
    }

    /**
     * Takes arrived bytes and returns those of the whole events among them that {@code keep} keeps. What is left waits for
     * more.
     *
     * @throws IllegalStateException when one event grows beyond {@link #MOST}
     */
    ByteBuffer add(ByteBuffer arrived, Predicate<Frame> keep) {
        byte[] all = new byte[heldLength + arrived.remaining()];
        System.arraycopy(held, 0, all, 0, heldLength);
        arrived.get(all, heldLength, arrived.remaining());
        byte[] kept = all;
        int keptLength = 0;
        int start = 0;
        int end = frameEnd(all, start);
        while (end > 0) {
            if (keep.test(new Frame(all, start, end))) {
                if (kept == all && keptLength != start) {
                    kept = Arrays.copyOf(all, all.length);
                }
                System.arraycopy(all, start, kept, keptLength, end - start);
                keptLength += end - start;
            }
            start = end;
            end = frameEnd(all, start);
        }
        held = start == 0 ? all : Arrays.copyOfRange(all, start, all.length);
        heldLength = held.length;
        if (heldLength > MOST) {
            throw new IllegalStateException("an event is larger than " + MOST + " bytes");
        }
        return ByteBuffer.wrap(kept, 0, keptLength);
    }

    /** What is left at the end of the stream, closed with a blank line, if {@code keep} keeps it. */
    ByteBuffer finish(Predicate<Frame> keep) {
        if (heldLength == 0) {
            return ByteBuffer.allocate(0);
        }
        byte[] last = Arrays.copyOf(held, heldLength + 2);
        last[heldLength] = '\n';
        last[heldLength + 1] = '\n';
        heldLength = 0;
        return keep.test(new Frame(last, 0, last.length)) ? ByteBuffer.wrap(last) : ByteBuffer.allocate(0);
    }

    /** The index after the blank line that ends the event beginning at {@code start}, or -1. */
    private static int frameEnd(byte[] bytes, int start) {
        boolean lineEmpty = true;
        for (int i = start; i < bytes.length; i++) {
            byte b = bytes[i];
            if (b == '\n' || b == '\r') {
                if (b == '\r' && i + 1 == bytes.length) {
                    return -1; // the LF of a CRLF may follow
                }
                if (b == '\r' && bytes[i + 1] == '\n') {
                    i++;
                }
                if (lineEmpty) {
                    return i + 1;
                }
                lineEmpty = true;
            } else {
                lineEmpty = false;
            }
        }
        return -1;
    }
}
