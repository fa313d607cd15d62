package dev.atom.benchmarks.gateway;

import java.io.IOException;

/** Makes calls on one connection and times them. One thread. */
final class Caller implements AutoCloseable {
    private static final int REPLY_LENGTH = Canned.reply().length;

    final Samples latency = new Samples();
    final Samples firstFrame = new Samples();
    final Samples gap = new Samples();
    long calls;
    long errors;
    String firstError = "";

    private final Window window;
    private final byte[] request;
    private Wire wire;
    private long due;
    private long bytes;
    private int frames;
    private byte last;
    private long lastFrame;

    Caller(Window window, int connection) throws IOException {
        this.window = window;
        this.request = Wire.post(
                window.port(),
                Canned.CHAT_PATH,
                window.bearer(connection),
                Canned.request(window.model(), window.stream()));
        this.wire = new Wire(window.port());
    }

    /** Makes one call that was due at a moment of {@link System#nanoTime}. */
    void call(long dueAt) throws IOException {
        due = dueAt;
        bytes = 0;
        frames = 0;
        try {
            int status = wire.call(request, window.stream() ? this::takeFrames : (body, length) -> bytes += length);
            boolean whole = window.stream() ? frames == window.frames() : bytes == REPLY_LENGTH;
            if (status == 200 && whole) {
                calls++;
                latency.add(System.nanoTime() - due);
            } else {
                fail("status " + status + ", " + bytes + " bytes, " + frames + " frames");
            }
        } catch (IOException e) {
            fail(e.toString());
            wire.close();
            wire = new Wire(window.port());
        }
    }

    @Override
    public void close() throws IOException {
        wire.close();
    }

    private void fail(String what) {
        errors++;
        firstError = firstError.isEmpty() ? what : firstError;
    }

    private void takeFrames(byte[] body, int length) {
        long now = System.nanoTime();
        for (int i = 0; i < length; i++) {
            if (body[i] == '\n' && last == '\n') {
                endFrame(now);
            }
            last = body[i];
        }
        bytes += length;
    }

    private void endFrame(long now) {
        if (frames++ == 0) {
            firstFrame.add(now - due);
        } else {
            gap.add(now - lastFrame);
        }
        lastFrame = now;
    }
}
