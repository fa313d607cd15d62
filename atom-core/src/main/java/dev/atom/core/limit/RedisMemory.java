package dev.atom.core.limit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Tells Redis what the mirrors know and it does not, so that decisions can be left to it again. */
final class RedisMemory {
    private static final int AT_ONCE = 20;
    private static final int ROUNDS = 3;

    private final RedisScript script;
    private final RedisLink link;
    private final List<RedisPartition> partitions;
    private final ServerTime time;

    RedisMemory(RedisScript script, RedisLink link, List<RedisPartition> partitions, ServerTime time) {
        this.script = script;
        this.link = link;
        this.partitions = partitions;
        this.time = time;
    }

    /** The server's clock says something else than was thought. */
    void moved(long micros) {
        if (micros != 0) {
            partitions.forEach(partition -> partition.mirrors().forEach(mirror -> mirror.shift(micros)));
        }
    }

    /**
     * Tells everything. Meanwhile decisions go on here; what they admit during the last round is told at the next opportunity.
     *
     * @return whether Redis listened
     */
    boolean tell(RedisPartition partition) {
        for (int round = 0; round < ROUNDS; round++) {
            List<Told> news = news(partition);
            if (news.isEmpty()) {
                break;
            }
            if (!tell(partition, news)) {
                return false;
            }
        }
        return true;
    }

    private List<Told> news(RedisPartition partition) {
        long now = time.micros();
        return partition.mirrors().sweep(now).stream()
                .map(mirror -> new Told(mirror, mirror.takeUnsaid(now)))
                .filter(told -> !told.figures().isEmpty())
                .toList();
    }

    private boolean tell(RedisPartition partition, List<Told> news) {
        boolean heard = true;
        for (int from = 0; from < news.size(); from += AT_ONCE) {
            List<Told> some = news.subList(from, Math.min(from + AT_ONCE, news.size()));
            heard = heard && tellSome(partition, some);
            if (!heard) {
                some.forEach(told -> told.mirror().unheard(told.figures()));
            }
        }
        return heard;
    }

    private boolean tellSome(RedisPartition partition, List<Told> some) {
        List<String> keys = Stream.concat(
                        Stream.of(partition.epochKey()),
                        some.stream().map(told -> told.mirror().key()))
                .toList();
        List<String> arguments = new ArrayList<>(List.of(partition.epoch(), "learn"));
        arguments.addAll(some.stream().flatMap(Told::arguments).collect(Collectors.toList()));
        Optional<List<?>> answer = link.run(script, keys, arguments);
        return answer.isPresent() && ((Long) answer.get().get(0)) == 1;
    }

    private record Told(Mirror mirror, List<String> figures) {
        Stream<String> arguments() {
            return Stream.of(mirror.head().stream(), Stream.of(Integer.toString(figures.size())), figures.stream())
                    .flatMap(part -> part);
        }
    }
}
