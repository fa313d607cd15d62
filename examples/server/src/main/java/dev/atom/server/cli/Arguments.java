package dev.atom.server.cli;

import dev.atom.server.config.NearestName;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** A command's options: {@code --name value}, {@code --name=value}, and flags without a value. */
final class Arguments {
    private final Map<String, String> values = new HashMap<>();
    private final Set<String> flags = new HashSet<>();

    private Arguments() {}

    /**
     * Reads the words after a command's name.
     *
     * @param options the options that take a value, such as {@code --config}
     * @param flags the options that take none
     * @throws UsageException for anything else
     */
    static Arguments parse(List<String> words, Set<String> options, Set<String> flags) {
        Arguments arguments = new Arguments();
        for (Iterator<String> rest = words.iterator(); rest.hasNext(); ) {
            String word = rest.next();
            int equals = word.startsWith("--") ? word.indexOf('=') : -1;
            String name = equals < 0 ? word : word.substring(0, equals);
            if (flags.contains(word)) {
                arguments.flags.add(word);
            } else if (!options.contains(name)) {
                throw unknown(
                        name, Stream.concat(options.stream(), flags.stream()).toList());
            } else if (equals < 0 && !rest.hasNext()) {
                throw new UsageException(name + " needs a value");
            } else if (arguments.values.put(name, equals < 0 ? rest.next() : word.substring(equals + 1)) != null) {
                throw new UsageException(name + " is given twice");
            }
        }
        return arguments;
    }

    private static UsageException unknown(String name, List<String> known) {
        String what = name.startsWith("-") ? "there is no option " + name : "unexpected word " + name;
        return new UsageException(what + NearestName.hint(name, known));
    }

    boolean has(String flag) {
        return flags.contains(flag);
    }

    Optional<String> get(String option) {
        return Optional.ofNullable(values.get(option));
    }

    String required(String option) {
        return get(option).orElseThrow(() -> new UsageException(option + " is missing"));
    }
}
