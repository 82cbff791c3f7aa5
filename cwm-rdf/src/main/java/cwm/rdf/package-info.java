/// The exception that the packages of this module share.
@NullMarked
package cwm.rdf;

import org.jspecify.annotations.NullMarked;
