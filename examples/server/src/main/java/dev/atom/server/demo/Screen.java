package dev.atom.server.demo;

import java.io.PrintStream;
import java.util.List;

/** How the tour looks on a terminal. Plain ASCII; coloured only where somebody looks. */
final class Screen {
    private static final String GREEN = "32";
    private static final String RED = "31";
    private static final String FAINT = "2";
    private static final String BOLD = "1";

    private final PrintStream out;
    private final boolean colours;

    Screen(PrintStream out, boolean colours) {
        this.out = out;
        this.colours = colours;
    }

    /** Coloured when the launcher found that somebody looks: from Java 22 on, Java itself cannot tell. */
    static Screen of(PrintStream out) {
        return new Screen(out, Boolean.getBoolean("atom.colours"));
    }

    void heading(String text) {
        out.println();
        out.println(paint(BOLD, text));
    }

    void fact(String name, String value) {
        out.println(String.format("  %-13s %s", name, value));
    }

    void passed(int number, String title, List<String> lines) {
        step(number, title, paint(GREEN, "ok"), lines);
    }

    void failed(int number, String title, List<String> lines, String why) {
        step(number, title, paint(RED, "FAILED"), lines);
        out.println("     " + paint(RED, "why      " + why));
    }

    void flush() {
        out.flush();
    }

    void line(String text) {
        out.println();
        out.println(text);
    }

    private void step(int number, String title, String verdict, List<String> lines) {
        out.println();
        out.println(String.format("%2d  %s", number, paint(BOLD, String.format("%-68s", title))) + verdict);
        lines.forEach(line -> out.println("     " + (line.startsWith("repeat") ? paint(FAINT, line) : line)));
        out.flush();
    }

    private String paint(String colour, String text) {
        return colours ? "\u001b[" + colour + "m" + text + "\u001b[0m" : text;
    }
}
