// libheif-js describes the compiler's output only; what the inspector touches is described here.
declare module 'libheif-js/wasm-bundle.js' {
  type Opaque = object
  interface Failure { readonly code: unknown; readonly message: string }
  interface Channel { readonly width: number; readonly height: number; /** bytes from one row to the next */ readonly stride: number; /** lies in the decoder's own memory */ readonly data: Uint8Array }
  const libheif: {
    readonly heif_error_code: { readonly heif_error_Ok: unknown }
    readonly heif_colorspace: { readonly heif_colorspace_RGB: unknown }
    readonly heif_chroma: { readonly heif_chroma_interleaved_RGB: unknown }
    heif_context_alloc(): Opaque
    heif_context_read_from_memory(context: Opaque, bytes: Uint8Array): Failure
    heif_js_context_get_primary_image_handle(context: Opaque): Opaque | Failure
    heif_image_handle_get_width(handle: Opaque): number
    heif_image_handle_get_height(handle: Opaque): number
    /** upright: the turn and the mirror that the file asks for are done */
    heif_js_decode_image2(handle: Opaque, space: unknown, chroma: unknown): { readonly channels: readonly Channel[] } | Failure
  }
  export default libheif
}
