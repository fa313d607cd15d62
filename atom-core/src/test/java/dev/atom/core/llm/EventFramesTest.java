package dev.atom.core.llm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EventFramesTest {
    private static final String STREAM =
            ": hello\n\ndata: {\"a\":1}\n\ndata: two\r\ndata:  lines\r\n\r\nevent: x\rdata:3\r\rdata: é\n\n\n";

    @Test
    void cutsTheSameEventsHoweverTheBytesArrive() {
        Random random = new Random(7);
        byte[] bytes = STREAM.getBytes(UTF_8);
        for (int round = 0; round < 300; round++) {
            EventFrames frames = new EventFrames();
            List<String> events = new ArrayList<>();
            ByteArrayOutputStream passed = new ByteArrayOutputStream();
            int at = 0;
            while (at < bytes.length) {
                int piece = Math.min(bytes.length - at, 1 + random.nextInt(12));
                ByteBuffer out = frames.add(ByteBuffer.wrap(bytes, at, piece), frame -> note(frame, events));
                passed.write(out.array(), out.arrayOffset() + out.position(), out.remaining());
                at += piece;
            }

            assertThat(events).containsExactly("{\"a\":1}", "two\n lines", "3", "é");
            assertThat(passed.toByteArray()).isEqualTo(bytes);
        }
    }

    @Test
    void leavesOutTheEventsThatAreNotKept() {
        EventFrames frames = new EventFrames();

        ByteBuffer out = frames.add(
                ByteBuffer.wrap("data: a\n\ndata: b\n\ndata: c\n\ndata: b\n\nda".getBytes(UTF_8)),
                frame -> !new String(frame.data().orElseThrow(), UTF_8).equals("b"));

        assertThat(UTF_8.decode(out).toString()).isEqualTo("data: a\n\ndata: c\n\n");
    }

    @Test
    void closesAnEventThatTheStreamLeftOpen() {
        EventFrames frames = new EventFrames();
        List<String> events = new ArrayList<>();
        frames.add(ByteBuffer.wrap("data: [DONE]\n".getBytes(UTF_8)), frame -> note(frame, events));

        ByteBuffer out = frames.finish(frame -> note(frame, events));

        assertThat(events).containsExactly("[DONE]");
        assertThat(UTF_8.decode(out).toString()).startsWith("data: [DONE]\n\n");
    }

    @Test
    void refusesAnEventWithoutEnd() {
        EventFrames frames = new EventFrames();
        byte[] much = new byte[EventFrames.MOST / 2 + 1];
        frames.add(ByteBuffer.wrap(much), frame -> true);

        assertThatThrownBy(() -> frames.add(ByteBuffer.wrap(much), frame -> true))
                .isInstanceOf(IllegalStateException.class);
    }

    private static boolean note(EventFrames.Frame frame, List<String> events) {
        frame.data().ifPresent(data -> events.add(new String(data, UTF_8)));
        return true;
    }
}
