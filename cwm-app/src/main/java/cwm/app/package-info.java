/// The `cwm` command: reads the command line, runs the steps, prints the result.
///
/// Everything that knows N3 or rules is in the modules below; this package alone prints and exits.
@NullMarked
package cwm.app;

import org.jspecify.annotations.NullMarked;
