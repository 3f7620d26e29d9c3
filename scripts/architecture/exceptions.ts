/**
 * What is larger than the limits, and why it is. The list only becomes shorter: a test fails when
 * something stands here that is within the limits by now.
 */
export const exceptions: Record<string, string> = {
  'bench/rates.ts: lines': 'to be cut',
  'bench/wide-sky.ts: lines': 'to be cut',
  'local/pool/environment.ts: lines': 'to be cut',
  'local/pool/pool.ts: lines': 'to be cut',
  'local/s3-front/multipart.ts: lines': 'to be cut',
  'scripts/machines/template.ts: lines': 'to be cut',
  'sep-wasm/assembly/background.ts: lines': 'one kernel: its loops share their variables',
  'sep-wasm/assembly/deblend.ts: lines': 'one kernel: its loops share their variables',
  'sep-wasm/assembly/detect.ts: lines': 'one kernel: its loops share their variables',
  'sep-wasm/assembly/measure.ts: lines of measure': 'one kernel: its loops share their variables',
  'sep-wasm/assembly/photometry/circle-coverage.ts: lines of findCircleRow':
    'one kernel: its loops share their variables',
  'sep-wasm/assembly/photometry/coverage.ts: lines of findRow':
    'one kernel: its loops share their variables',
  'sep-wasm/assembly/photometry/growth.ts: lines': 'one kernel: its loops share their variables',
  'sep-wasm/assembly/photometry/window-moments.ts: lines of sumEasy':
    'one kernel: its loops share their variables',
  'sep-wasm/assembly/photometry/window.ts: lines': 'one kernel: its loops share their variables',
  'sep-wasm/src/extract.ts: lines': 'to be cut',
  'sep-wasm/src/extract.ts: lines of extract': 'to be cut',
  'sep-wasm/src/photometry/aperture.ts: parameters of sum': "SEP's own parameters in SEP's order",
  'sep-wasm/src/photometry/aperture.ts: parameters of sumCircann':
    "SEP's own parameters in SEP's order",
  'sep-wasm/src/photometry/aperture.ts: parameters of sumEllipse':
    "SEP's own parameters in SEP's order",
  'sep-wasm/src/photometry/aperture.ts: parameters of sumEllipann':
    "SEP's own parameters in SEP's order",
  'sep-wasm/src/photometry/kron.ts: parameters of kronRadius':
    "SEP's own parameters in SEP's order",
  'sep-wasm/src/photometry/kron.ts: parameters of sumAuto': "SEP's own parameters in SEP's order",
  'sep-wasm/src/photometry/petrosian.ts: parameters of petrosianRadius':
    "SEP's own parameters in SEP's order",
  'sep-wasm/src/photometry/petrosian.ts: parameters of hiddenShare':
    "SEP's own parameters in SEP's order",
  'sep-wasm/src/photometry/radius.ts: parameters of fluxRadius':
    "SEP's own parameters in SEP's order",
  'sep-wasm/src/photometry/stats.ts: parameters of statsCircann':
    "SEP's own parameters in SEP's order",
  'sep-wasm/src/photometry/windowed-positions.ts: lines of windowedPositions': 'to be cut',
  'sep-wasm/src/photometry/windowed-positions.ts: parameters of windowedPositions':
    "SEP's own parameters in SEP's order",
  'shared/core/background/slope-model.ts: parameters of constructor': 'to be cut',
  'shared/core/background/solve.ts: lines of matchGroup': 'to be cut',
  'shared/core/background/solve.ts: parameters of matchGroup': 'to be cut',
  'shared/core/background/system.ts: parameters of addBlock': 'to be cut',
  'shared/core/fits/codecs/rice.ts: lines of decode': 'to be cut',
  'shared/core/tiles/plate-file.ts: lines': 'to be cut',
  'shared/core/wcs/wcs.ts: lines': 'to be cut',
  'shared/run/run-reader.ts: lines': 'to be cut',
  'sky-wasm/assembly/png.ts: lines': 'one kernel: its loops share their variables',
};
