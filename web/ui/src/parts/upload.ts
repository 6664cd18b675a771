/** Sending a file with progress: fetch tells none of an upload, so this is an XMLHttpRequest. */
import { ApiError, errorOf, token, unreachable } from '../api/client';

export interface Upload {
  done: Promise<void>;
  cancel: () => void;
}

export function upload(url: string, file: Blob, onProgress: (sent: number) => void): Upload {
  const request = new XMLHttpRequest();
  const done = new Promise<void>((resolve, reject) => {
    request.open('PUT', url);
    request.setRequestHeader('X-CSRF-Token', token());
    request.setRequestHeader('Content-Type', 'application/octet-stream');
    request.upload.onprogress = (event) => { onProgress(event.loaded); };
    request.onload = () => {
      if (request.status < 300) resolve();
      else reject(new ApiError(errorOf(request.status, request.responseText)));
    };
    request.onerror = () => { reject(unreachable('the connection broke during the upload')); };
    request.onabort = () => { resolve(); };
    request.send(file);
  });
  return { done, cancel: () => { request.abort(); } };
}
