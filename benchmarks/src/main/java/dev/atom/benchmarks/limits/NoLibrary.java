package dev.atom.benchmarks.limits;

/** No limiter: what the benchmark itself costs. */
final class NoLibrary implements Library {
    @Override
    public Single ample() {
        return new Fixed(true);
    }

    @Override
    public Single exhausted() {
        return new Fixed(false);
    }

    @Override
    public Keyed keyed(int keys) {
        return key -> key.length() > 0;
    }

    private record Fixed(boolean answer) implements Single {
        @Override
        public boolean tryAcquire() {
            return answer;
        }
    }
}
