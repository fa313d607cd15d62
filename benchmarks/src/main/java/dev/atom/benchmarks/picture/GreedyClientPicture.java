package dev.atom.benchmarks.picture;

import dev.atom.core.limit.LimitPolicy;
import dev.atom.core.limit.SlidingWindow;
import dev.atom.core.limit.TokenBucket;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Writes {@code docs/rate-limits.svg}: what each policy lets a greedy client do at a limit of 60 a minute. */
final class GreedyClientPicture {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration LENGTH = Duration.ofMinutes(4);
    private static final int WIDTH = 860;
    private static final int HEIGHT = 440;
    private static final int LEFT = 60;
    private static final int TOP = 50;
    private static final int PLOT_WIDTH = 560;
    private static final int PLOT_HEIGHT = 320;
    private static final int MOST = 130;
    private static final int STEPS_IN_A_SECOND = 10;

    private GreedyClientPicture() {}

    private record Curve(String label, String colour, LimitPolicy policy) {}

    private static final List<Curve> CURVES = List.of(
            new Curve("token bucket, burst 60", "#d1495b", TokenBucket.of("bucket-60", 60, MINUTE, 60)),
            new Curve("token bucket, burst 10", "#edae49", TokenBucket.of("bucket-10", 60, MINUTE, 10)),
            new Curve("sliding window", "#00798c", SlidingWindow.of("window", 60, MINUTE)),
            new Curve("token bucket, burst 1", "#7d5ba6", TokenBucket.of("bucket-1", 60, MINUTE, 1)));

    /** Argument: the file to write. */
    public static void main(String[] args) throws IOException {
        Files.writeString(Path.of(args[0]), svg(), StandardCharsets.UTF_8);
    }

    /** The picture; the same on every run. */
    static String svg() {
        StringBuilder svg = new StringBuilder();
        svg.append(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"system-ui, sans-serif\""
                        + " font-size=\"13\">\n",
                WIDTH,
                HEIGHT));
        svg.append("<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n");
        text(
                svg,
                LEFT,
                24,
                "Admitted within the last 60 s to a client that takes all it can get; the limit is 60 a minute");
        axes(svg);
        int row = TOP + 10;
        for (Curve curve : CURVES) {
            List<Integer> figures = GreedyClient.admittedInTheLastMinute(curve.policy(), LENGTH);
            curve(svg, figures, curve.colour());
            int most = figures.stream().mapToInt(Integer::intValue).max().orElse(0);
            legend(svg, row, curve, most);
            row += 62;
        }
        return svg.append("</svg>\n").toString();
    }

    private static void axes(StringBuilder svg) {
        for (int admitted = 0; admitted <= 120; admitted += 20) {
            line(svg, LEFT, y(admitted), LEFT + PLOT_WIDTH, y(admitted), admitted == 60 ? "#222" : "#ddd");
            text(svg, 26, y(admitted) + 4, Integer.toString(admitted));
        }
        for (int second = 0; second <= LENGTH.toSeconds(); second += 30) {
            int x = x(second * STEPS_IN_A_SECOND);
            line(svg, x, TOP + PLOT_HEIGHT, x, TOP + PLOT_HEIGHT + 5, "#222");
            text(svg, x - 8, TOP + PLOT_HEIGHT + 22, Integer.toString(second));
        }
        text(svg, LEFT + PLOT_WIDTH / 2 - 30, TOP + PLOT_HEIGHT + 46, "seconds");
    }

    private static void curve(StringBuilder svg, List<Integer> figures, String colour) {
        svg.append("<path fill=\"none\" stroke-width=\"2\" stroke=\"")
                .append(colour)
                .append("\" d=\"");
        int last = -1;
        for (int step = 0; step < figures.size(); step++) {
            int admitted = figures.get(step);
            if (admitted != last || step == figures.size() - 1) {
                // Steps, not slopes: the count changes at once.
                svg.append(last < 0 ? "M" : "H").append(x(step));
                svg.append(last < 0 ? "," : "V").append(y(admitted));
                last = admitted;
            }
        }
        svg.append("\"/>\n");
    }

    private static void legend(StringBuilder svg, int row, Curve curve, int most) {
        int x = LEFT + PLOT_WIDTH + 20;
        line(svg, x, row, x + 24, row, curve.colour());
        text(svg, x + 32, row + 4, curve.label());
        text(svg, x + 32, row + 22, "worst minute: " + most);
        text(svg, x + 32, row + 40, "bound: " + curve.policy().bound(MINUTE));
    }

    private static void line(StringBuilder svg, int x1, int y1, int x2, int y2, String colour) {
        svg.append(String.format(
                Locale.ROOT,
                "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"%s\"/>\n",
                x1,
                y1,
                x2,
                y2,
                colour));
    }

    private static void text(StringBuilder svg, int x, int y, String text) {
        svg.append(String.format(Locale.ROOT, "<text x=\"%d\" y=\"%d\" fill=\"#222\">%s</text>\n", x, y, text));
    }

    private static int x(int step) {
        return (int) (LEFT + (long) PLOT_WIDTH * step / (LENGTH.toSeconds() * STEPS_IN_A_SECOND));
    }

    private static int y(int admitted) {
        return TOP + PLOT_HEIGHT - PLOT_HEIGHT * admitted / MOST;
    }
}
