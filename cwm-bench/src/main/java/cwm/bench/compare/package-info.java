/// The comparison: this engine and others on the same workloads, run in turn, as whole processes.
///
/// The script `cwm-bench/compare` builds and starts it; what is measured and what is fair stands in
/// `docs/MEASURING.md`.
@NullMarked
package cwm.bench.compare;

import org.jspecify.annotations.NullMarked;
