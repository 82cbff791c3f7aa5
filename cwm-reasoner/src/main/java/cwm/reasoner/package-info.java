/// The exception that the packages of this module share.
@NullMarked
package cwm.reasoner;

import org.jspecify.annotations.NullMarked;
