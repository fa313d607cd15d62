package dev.atom.server.config;

import dev.atom.spi.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The values that were set, environment over file, and typed reading that notes what is wrong instead of stopping. */
final class Values {
    private final Map<String, String> file;
    private final Map<String, String> environment;
    private final Problems problems;

    private Values(Map<String, String> file, Map<String, String> environment, Problems problems) {
        this.file = file;
        this.environment = environment;
        this.problems = problems;
    }

    static Values read(Optional<Path> path, Map<String, String> environment, Problems problems) {
        Map<String, String> file =
                path.map(name -> YamlFile.read(name, problems)).orElse(Map.of());
        file.keySet().forEach(name -> checkPath(name, problems));
        environment.keySet().forEach(name -> checkVariable(name, problems));
        return new Values(file, environment, problems);
    }

    private static void checkPath(String name, Problems problems) {
        if (ProviderValues.ownPath(name) || Setting.paths().contains(name)) {
            return;
        }
        Arrays.stream(Setting.values())
                .filter(setting -> setting.path().equals(name))
                .findFirst()
                .ifPresentOrElse(
                        secret -> problems.add(name + " is a secret and must not be in the file: set "
                                + secret.variable() + ", or " + secret.fileVariable() + " to a file that holds it"),
                        () -> problems.add(name + " is not a setting" + NearestName.hint(name, Setting.paths())));
    }

    private static void checkVariable(String name, Problems problems) {
        boolean ours = name.startsWith("ATOM_") && !ProviderValues.ownVariable(name) && !name.equals("ATOM_JAVA_OPTS");
        if (ours && !Setting.variables().contains(name)) {
            problems.add(name + " is not a setting" + NearestName.hint(name, Setting.variables()));
        }
    }

    Optional<String> text(Setting setting) {
        return Optional.ofNullable(environment.getOrDefault(setting.variable(), file.get(setting.path())))
                .map(String::strip)
                .filter(value -> !value.isEmpty());
    }

    int number(Setting setting, int ifAbsent, int least, int most) {
        Optional<String> text = text(setting);
        if (text.isEmpty()) {
            return ifAbsent;
        }
        try {
            int number = Integer.parseInt(text.get());
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            problem(setting, "is not a number: give one from " + least + " to " + most);
            return ifAbsent;
        }
        problem(setting, "is out of range: give a number from " + least + " to " + most);
        return ifAbsent;
    }

    boolean flag(Setting setting, boolean ifAbsent) {
        Optional<String> text = text(setting).map(value -> value.toLowerCase(Locale.ROOT));
        if (text.isEmpty() || text.get().equals("true") || text.get().equals("false")) {
            return text.map(Boolean::parseBoolean).orElse(ifAbsent);
        }
        problem(setting, "is neither true nor false");
        return ifAbsent;
    }

    /** The comma-separated values; a list in the file is read as such. */
    List<String> list(Setting setting) {
        return text(setting).stream()
                .flatMap(text -> Arrays.stream(text.split(",", -1)))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .toList();
    }

    <E extends Enum<E>> E choice(Setting setting, E ifAbsent) {
        Optional<String> text = text(setting);
        if (text.isEmpty()) {
            return ifAbsent;
        }
        E[] all = ifAbsent.getDeclaringClass().getEnumConstants();
        for (E one : all) {
            if (one.name().equalsIgnoreCase(text.get().replace('-', '_'))) {
                return one;
            }
        }
        List<String> names = Arrays.stream(all)
                .map(one -> one.name().toLowerCase(Locale.ROOT))
                .toList();
        problem(setting, "is not one of " + String.join(", ", names));
        return ifAbsent;
    }

    Optional<Path> path(Setting setting) {
        return text(setting).flatMap(text -> toPath(text, source(setting)));
    }

    /** A secret's value, from its variable or from the file that another names; white space around it does not count. */
    Optional<Secret> secret(Setting setting) {
        Optional<String> value = text(setting);
        String fileSource =
                environment.containsKey(setting.fileVariable()) ? setting.fileVariable() : setting.filePath();
        Optional<String> name =
                Optional.ofNullable(environment.getOrDefault(setting.fileVariable(), file.get(setting.filePath())));
        if (value.isPresent() && name.isPresent()) {
            problems.add("both " + setting.variable() + " and " + fileSource + " are set: keep one");
        }
        if (value.isPresent() || name.isEmpty()) {
            return value.map(Secret::of);
        }
        return toPath(name.get(), fileSource).flatMap(path -> contents(path, fileSource));
    }

    /** Notes where a secret is, under its variables' names, for code that reads it by itself. */
    void locate(Setting secret, Map<String, String> variables) {
        for (String name : List.of(secret.variable(), secret.fileVariable())) {
            Optional.ofNullable(environment.get(name)).ifPresent(value -> variables.put(name, value));
        }
        if (!variables.containsKey(secret.variable())) {
            Optional.ofNullable(file.get(secret.filePath()))
                    .ifPresent(path -> variables.putIfAbsent(secret.fileVariable(), path));
        }
    }

    private Optional<Secret> contents(Path path, String source) {
        try {
            String text = Files.readString(path).strip();
            if (!text.isEmpty()) {
                return Optional.of(Secret.of(text));
            }
            problems.add(source + " names " + path + ", which is empty");
        } catch (IOException unreadable) {
            problems.add(
                    source + " names " + path + ", which cannot be read: check that it exists and its permissions");
        }
        return Optional.empty();
    }

    private Optional<Path> toPath(String text, String source) {
        try {
            return Optional.of(Path.of(text));
        } catch (InvalidPathException malformed) {
            problems.add(source + " is not a path");
            return Optional.empty();
        }
    }

    /** LLM provider id to its settings, {@code type} among them. */
    Map<String, Map<String, String>> providers() {
        return ProviderValues.LLM.read(file, environment, problems);
    }

    /** Node provider id to its settings, {@code type} among them. */
    Map<String, Map<String, String>> nodeProviders() {
        return ProviderValues.NODES.read(file, environment, problems);
    }

    /** Whether the file sets that name. */
    boolean inFile(String name) {
        return file.containsKey(name);
    }

    void problem(Setting setting, String problem) {
        problems.add(source(setting) + " " + problem);
    }

    void problem(String problem) {
        problems.add(problem);
    }

    /** The name to blame: the variable when it was the one that counted. */
    private String source(Setting setting) {
        return environment.containsKey(setting.variable()) ? setting.variable() : setting.path();
    }
}
