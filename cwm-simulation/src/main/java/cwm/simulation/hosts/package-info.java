/// Hosts for tests: real processes on addresses of their own, whose network, disk and life a test
/// can spoil.
///
/// [cwm.simulation.hosts.TestHosts] makes the hosts, [cwm.simulation.hosts.HostProcess] is one
/// process on one of them, [cwm.simulation.hosts.ClusterProcesses] a cluster of `cwm` nodes. What
/// nodes do belongs to the tests, and no product code may use this package.
@NullMarked
package cwm.simulation.hosts;

import org.jspecify.annotations.NullMarked;
