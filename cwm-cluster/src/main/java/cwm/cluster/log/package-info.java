/// A log that several members agree on, as the layers above see it: propose commands, apply them in
/// order, know who leads, read what is up to date. How members agree is an adapter's affair:
/// [cwm.cluster.ratis] between real processes, another one in simulations.
@NullMarked
package cwm.cluster.log;

import org.jspecify.annotations.NullMarked;
